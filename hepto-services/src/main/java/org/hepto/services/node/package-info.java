/** What a node is: its configuration, paths, keys, addresses and version. Knows none of the other packages. */
@NullMarked
package org.hepto.services.node;

import org.jspecify.annotations.NullMarked;
