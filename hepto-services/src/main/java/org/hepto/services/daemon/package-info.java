/** The process that keeps the units of a node running. */
@NullMarked
package org.hepto.services.daemon;

import org.jspecify.annotations.NullMarked;
