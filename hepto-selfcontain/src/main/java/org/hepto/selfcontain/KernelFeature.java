package org.hepto.selfcontain;

import java.util.Optional;

/**
 * A feature of the kernel that a node needs, and whether it was seen to work.
 *
 * @param problem empty when it works, else what the kernel said
 * @param remedy how to get it
 */
public record KernelFeature(String name, Optional<String> problem, String remedy) {}
