package org.hepto.services.gossip;

import java.time.Duration;

/**
 * A request that is not taken since its clock is too far off.
 *
 * @param name under which the newcomer wants to be known, if that can be read
 * @param ahead of this node's clock; negative if it is behind
 */
public record OffClock(String name, Duration ahead) {}
