package org.hepto.selfcontain;

import java.util.Optional;

/**
 * Tells of a feature of the kernel that a node needs whether it was seen to work.
 *
 * @param problem empty if it works, else what the kernel said
 * @param remedy how to get it
 */
public record KernelFeature(String name, Optional<String> problem, String remedy) {}
