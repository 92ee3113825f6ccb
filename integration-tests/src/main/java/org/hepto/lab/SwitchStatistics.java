package org.hepto.lab;

/**
 * Frames counted by the {@link Switch} since it was made.
 *
 * @param received frames that came in
 * @param sent frames that went out; more than came in where they were flooded
 * @param lost frames that a lossy line swallowed, and packets between sites
 * @param partitioned frames that a partition stopped, and packets that met a cut uplink
 * @param overrun frames that a host did not take in time: a sign of a busy machine
 */
public record SwitchStatistics(long received, long sent, long lost, long partitioned, long overrun) {}
