/** One class for each unit of a node, and what starts the upstream processes. */
@NullMarked
package org.hepto.services;

import org.jspecify.annotations.NullMarked;
