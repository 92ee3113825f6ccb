/** One class for each unit of a node, and the planes in which the upstream components run. */
@NullMarked
package org.hepto.services.units;

import org.jspecify.annotations.NullMarked;
