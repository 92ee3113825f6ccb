/** The short-lived process that does what needs BouncyCastle, jetcd, gRPC, fabric8 or TLS. */
@NullMarked
package org.hepto.services.helper;

import org.jspecify.annotations.NullMarked;
