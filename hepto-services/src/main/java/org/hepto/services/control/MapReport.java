package org.hepto.services.control;

/**
 * What a node's copy of the cluster's map holds. Nodes that report the same have equal maps; requests for admission are not
 * counted, since each node has those that have come to it.
 *
 * @param entries how many there are
 * @param digest over all of them, in hexadecimal digits
 */
public record MapReport(int entries, String digest) {}
