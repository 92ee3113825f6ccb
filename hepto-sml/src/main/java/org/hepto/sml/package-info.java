/**
 * SWIM membership with Lifeguard, byte-compatible with hashicorp/memberlist 0.6.0, and a replicated map on top.
 *
 * <p>{@code Cluster} is the way in. Everything between the sockets and the listener is a pure state
 * machine ({@code Swim}) that is driven by one thread and takes its time from outside.
 */
@NullMarked
package org.hepto.sml;

import org.jspecify.annotations.NullMarked;
