/** What happens before a node runs: checks, the data directory, the container, the command of the daemon. */
@NullMarked
package org.hepto.services.launcher;

import org.jspecify.annotations.NullMarked;
