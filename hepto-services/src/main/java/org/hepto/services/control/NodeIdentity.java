package org.hepto.services.control;

import java.util.Optional;

/**
 * Which node answers.
 *
 * @param role {@code master} or {@code node}
 * @param mesh its address in the cluster; a newcomer has none
 */
public record NodeIdentity(String cluster, String name, String role, Optional<String> mesh) {}
