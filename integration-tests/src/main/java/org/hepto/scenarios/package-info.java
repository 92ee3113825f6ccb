/** hepto itself in the lab: what a user does with it, as steps that scenarios, the demo and the benchmark share. */
@NullMarked
package org.hepto.scenarios;

import org.jspecify.annotations.NullMarked;
