package org.hepto.services.steps;

import java.util.Optional;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;

/**
 * A node as the cluster is to know it.
 *
 * @param name of its Node object
 * @param mesh its address in the mesh
 * @param pods its range for pods, a /64
 * @param site where it is, for the label {@code topology.kubernetes.io/zone}
 * @param master whether it carries the control plane
 */
public record NodeSpec(String name, Ipv6Address mesh, Ipv6Prefix pods, Optional<String> site, boolean master) {}
