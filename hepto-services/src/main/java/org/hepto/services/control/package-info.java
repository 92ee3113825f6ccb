/** The control socket: how the command line asks a running node. */
@NullMarked
package org.hepto.services.control;

import org.jspecify.annotations.NullMarked;
