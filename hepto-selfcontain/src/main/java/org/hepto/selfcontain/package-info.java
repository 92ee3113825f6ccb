/**
 * The container that a node puts itself in before anything runs: cgroup, namespaces, links, packet filter, root.
 *
 * <p>All of it acts on the calling thread, which MUST be a platform thread that ends afterwards, at best in execve.
 */
@NullMarked
package org.hepto.selfcontain;

import org.jspecify.annotations.NullMarked;
