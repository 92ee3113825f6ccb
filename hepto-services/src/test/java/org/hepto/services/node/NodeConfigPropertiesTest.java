package org.hepto.services.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;

class NodeConfigPropertiesTest {
    private static Path scratch = Path.of("/");

    @BeforeContainer
    static void makeDirectory() throws IOException {
        scratch = Files.createTempDirectory("node-config");
        Files.createDirectories(scratch.resolve("c/n"));
    }

    @AfterContainer
    static void removeDirectory() throws IOException {
        for (String path : List.of("c/n/node.properties", "c/n", "c", "")) {
            Files.delete(scratch.resolve(path));
        }
    }

    @Property(tries = 300)
    void whatIsWrittenIsReadAgain(@ForAll("configs") NodeConfig config) throws IOException {
        Path directory = scratch.resolve("c/n");
        Files.writeString(directory.resolve("node.properties"), config.format());
        // the file does not say where it lies: the directory above the cluster's is the data directory
        NodeConfig read = NodeConfig.read(new NodePaths(directory));
        assertThat(read.format()).isEqualTo(config.format());
        assertThat(read).usingRecursiveComparison().ignoringFields("data").isEqualTo(config);
        assertThat(read.data()).isEqualTo(scratch);
    }

    @Provide
    Arbitrary<NodeConfig> configs() {
        Arbitrary<Ipv6Address> address =
                Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(Ipv6Address::new);
        Arbitrary<Optional<Ipv6Prefix>> prefix = Combinators.combine(
                        address, Arbitraries.integers().between(0, 128))
                .as(Ipv6Prefix::new)
                .optional();
        // what the kernel takes for a name (dev_valid_name): no space, no slash, no colon
        Arbitrary<String> uplink = Arbitraries.strings()
                .withCharRange('!', '~')
                .excludeChars('/', ':')
                .ofMinLength(1)
                .ofMaxLength(15);
        return Combinators.combine(
                        Arbitraries.of(Role.class),
                        label(16),
                        label(14),
                        uplink,
                        prefix,
                        address.list().ofMaxSize(3),
                        label(20).list().ofMaxSize(3),
                        label(20).optional())
                .as((role, cluster, name, link, ip, dns, hosts, site) -> new NodeConfig(
                        role,
                        cluster,
                        name,
                        link,
                        ip,
                        ip.map(p -> p.network().address()),
                        List.copyOf(dns),
                        Path.of("/d"),
                        anchors(hosts, dns),
                        site.map(place -> "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"),
                        site,
                        hosts.stream().map(host -> "n" + host + "." + "x").toList()));
    }

    private static List<String> anchors(List<String> hosts, List<Ipv6Address> addresses) {
        return Stream.concat(
                        hosts.stream().map(host -> "n" + host + ":" + (host.length() + 1)),
                        addresses.stream()
                                .map(address -> new Ipv6Address(address.high() >>> 3 | 1L << 61, address.low()))
                                .map(Ipv6Address::toString))
                .toList();
    }

    private static Arbitrary<String> label(int most) {
        return Arbitraries.strings()
                .withChars("abcxyz0189-")
                .ofMinLength(1)
                .ofMaxLength(most)
                .filter(s -> !s.startsWith("-") && !s.endsWith("-"));
    }
}
