package org.hepto.sml;

/**
 * What a copy of a {@link ReplicatedMap} holds, in short: copies are equal if their summaries are. Requests for admission are
 * left out, since each node has those for which it has room.
 *
 * @param entries how many there are
 * @param digest 16 bytes over all records, with their owners, versions and signatures
 */
public record MapSummary(int entries, Bytes digest) {}
