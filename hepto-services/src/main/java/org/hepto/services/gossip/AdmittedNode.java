package org.hepto.services.gossip;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hepto.sml.Bytes;
import org.hepto.utils.Ipv6Address;
import org.hepto.wg.WgEndpoint;

/**
 * A node on the roster, with what is known about it.
 *
 * @param identity its raw Ed25519 public key
 * @param admitted when
 * @param record what the authority has decided
 * @param mesh its address in the mesh
 * @param certificate PEM, once it is there
 * @param endpoints where its WireGuard may be reached, as it says itself, best first
 */
public record AdmittedNode(
        String name,
        Bytes identity,
        Instant admitted,
        NodeRecord record,
        Ipv6Address mesh,
        Optional<String> certificate,
        List<WgEndpoint> endpoints) {}
