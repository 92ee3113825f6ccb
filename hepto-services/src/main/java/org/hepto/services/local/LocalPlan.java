package org.hepto.services.local;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.hepto.services.node.Digests;
import org.hepto.services.node.NodePaths;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;

/**
 * Which nodes a local cluster has, and with what arguments each starts. The master is {@code m1}, the others {@code n1},
 * {@code n2} and so on. Immutable; touches nothing.
 */
final class LocalPlan {
    /** Address of node {@code i} in the prefix of the cluster's own link is this plus {@code i}; 1 is the host's. */
    private static final int FIRST_HOST = 0x10;

    private static final int PREFIX_LENGTH = 64;
    private static final long UNIQUE_LOCAL = 0xfdL << 56; // RFC 4193

    /** What a node needs to find the cluster of the master. */
    record Meeting(List<String> anchors, Optional<String> authority) {
        Meeting {
            anchors = List.copyOf(anchors);
        }
    }

    /**
     * A node of the cluster.
     *
     * @param address on the cluster's own link; none if it follows router advertisements
     */
    record Member(String name, String role, Optional<Ipv6Prefix> address) {}

    private final Path data;
    private final String cluster;
    private final byte[] hash;
    private final List<Member> members;
    private final boolean ownLink;

    /** @param ownLink whether the nodes are on a link of the cluster's own and not on the host's uplink */
    LocalPlan(Path data, String cluster, int nodes, boolean ownLink) {
        this.data = data;
        this.cluster = cluster;
        this.ownLink = ownLink;
        hash = Digests.sha256((data + "\n" + cluster).getBytes(StandardCharsets.UTF_8));
        members = IntStream.range(0, nodes).mapToObj(this::member).toList();
    }

    private Member member(int i) {
        Optional<Ipv6Prefix> address = ownLink
                ? Optional.of(new Ipv6Prefix(new Ipv6Address(high(), FIRST_HOST + i), PREFIX_LENGTH))
                : Optional.empty();
        return i == 0 ? new Member("m1", "master", address) : new Member("n" + i, "node", address);
    }

    /** Returns the directory of all clusters of this host. */
    Path data() {
        return data;
    }

    Member master() {
        return members.getFirst();
    }

    List<Member> others() {
        return members.subList(1, members.size());
    }

    boolean ownLink() {
        return ownLink;
    }

    /** Returns the name of the cluster's own link: a hash of where the cluster is, since a name has 15 characters. */
    String linkName() {
        return "hepto-" + HexFormat.of().formatHex(hash, 0, 4);
    }

    /** Returns the address of the host on that link. */
    Ipv6Prefix hostAddress() {
        return new Ipv6Prefix(new Ipv6Address(high(), 1), PREFIX_LENGTH);
    }

    private long high() {
        return UNIQUE_LOCAL | (ByteBuffer.wrap(hash, 8, 8).getLong() >>> 8);
    }

    /** Returns the directory of the cluster, which holds those of its nodes and their logs. */
    Path directory() {
        return data.resolve(cluster);
    }

    NodePaths paths(Member member) {
        return new NodePaths(directory().resolve(member.name()));
    }

    /** Returns where the output of the node goes: beside its directory, which has to be empty at its first start. */
    Path log(Member member) {
        return directory().resolve(member.name() + ".log");
    }

    /** Returns the arguments of hepto that start the master. */
    List<String> masterArguments() {
        return arguments(master());
    }

    /** Returns the arguments of hepto that start a node which joins the master. */
    List<String> arguments(Member member, Meeting meeting) {
        List<String> arguments = arguments(member);
        arguments.addAll(List.of("--key-file", paths(master()).clusterKey().toString()));
        if (!meeting.anchors().isEmpty()) {
            arguments.addAll(List.of("--anchor", String.join(",", meeting.anchors())));
        }
        meeting.authority().ifPresent(fingerprint -> arguments.addAll(List.of("--authority", fingerprint)));
        return arguments;
    }

    private List<String> arguments(Member member) {
        List<String> arguments = new ArrayList<>(List.of(
                "--role", member.role(), "--cluster", cluster, "--name", member.name(), "--data", data.toString()));
        member.address()
                .ifPresent(address -> arguments.addAll(List.of("--iface", linkName(), "--ip", address.toString())));
        return arguments;
    }
}
