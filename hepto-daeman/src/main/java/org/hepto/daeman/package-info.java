/**
 * The unit graph of a daemon: what needs what, what is ready, and what waits for what.
 *
 * <p>Describe each part as a {@link org.hepto.daeman.Unit}, put them into a {@link org.hepto.daeman.UnitGraph} and let a
 * {@link org.hepto.daeman.Daeman} keep it running.
 */
@NullMarked
package org.hepto.daeman;

import org.jspecify.annotations.NullMarked;
