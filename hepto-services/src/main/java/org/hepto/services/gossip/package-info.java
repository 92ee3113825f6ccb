/** What the nodes of a cluster tell each other: entries of the replicated map, who may join, and the node's part in it. */
@NullMarked
package org.hepto.services.gossip;

import org.jspecify.annotations.NullMarked;
