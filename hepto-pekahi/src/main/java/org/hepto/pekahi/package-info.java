/**
 * The certificates of a cluster: authorities, leaves, and the signing of requests (RFC 5280, RFC 2986).
 *
 * <p>{@link org.hepto.pekahi.PkiDirectory} has the idempotent verbs. What is there and good is kept, what is due is made
 * again with its old key, and what is damaged is reported with a remedy and left alone: a file that was written once is
 * never thrown away by itself. Time is always a parameter; nothing here starts a thread.
 */
@NullMarked
package org.hepto.pekahi;

import org.jspecify.annotations.NullMarked;
