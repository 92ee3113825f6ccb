/** A whole cluster on this one host: started, waited for and removed as one. */
@NullMarked
package org.hepto.services.local;

import org.jspecify.annotations.NullMarked;
