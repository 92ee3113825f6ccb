/** The command line: each command parses, calls one service and prints. */
@NullMarked
package org.hepto.cli;

import org.jspecify.annotations.NullMarked;
