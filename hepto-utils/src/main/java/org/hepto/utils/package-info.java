/** The seams to libc and netlink, and the small value types that two modules or more use. */
@NullMarked
package org.hepto.utils;

import org.jspecify.annotations.NullMarked;
