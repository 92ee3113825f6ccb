/** The WireGuard device of a node: declared as a value, applied by generic netlink. */
@NullMarked
package org.hepto.wg;

import org.jspecify.annotations.NullMarked;
