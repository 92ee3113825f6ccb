/** Steps that need large libraries: what they are, and how the daemon has a short-lived process do them. */
@NullMarked
package org.hepto.services.steps;

import org.jspecify.annotations.NullMarked;
