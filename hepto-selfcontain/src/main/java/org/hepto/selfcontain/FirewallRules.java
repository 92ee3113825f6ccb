package org.hepto.selfcontain;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hepto.utils.Ipv6Prefix;

/**
 * Prints a {@link Firewall} as {@code nft -f} reads it; see nft(8). The rules are the same for every node and the sets in them
 * differ: those of a newcomer's cluster are empty.
 */
final class FirewallRules {
    /**
     * In one transaction, so that there is no moment without rules. The chains' policy is to accept, and their last rule
     * drops: as one table takes the place of the other, both have their chains for a moment, and one of the two is without
     * rules.
     *
     * <p>58 is ICMPv6: nft looks its name up in /etc/protocols, which a minimal Debian lacks.
     */
    private static final String RULES = """
              chain raw {
                type filter hook prerouting priority raw; policy accept;
                iifname vmap { "lo" : accept, "%1$s" : goto from_outside, "%2$s" : goto from_host, "%3$s" : goto from_mesh }
                ip6 saddr @own_pods accept
                ip6 saddr @neighbours meta l4proto 58 accept
                drop
              }
              chain from_outside {
                ip6 daddr @private drop
                ip6 saddr @private drop
              }
              chain from_host {
                ip6 saddr @host accept
                ip6 saddr @neighbours meta l4proto 58 accept
                drop
              }
              chain from_mesh {
                ip6 saddr @members accept
                drop
              }
              chain input {
                type filter hook input priority filter; policy accept;
                iifname { "lo", "%2$s" } accept
                ct state established,related accept
                ct state invalid drop
                iifname "%1$s" goto outside
                iifname "%3$s" ip6 saddr @nodes goto nodes
                goto pods
              }
              chain outside {
                meta l4proto 58 accept
                tcp dport @outside_tcp accept
                udp dport @outside_udp accept
                drop
              }
              chain nodes {
                meta l4proto 58 accept
                tcp dport @nodes_tcp accept
                udp dport @nodes_udp accept
                ip6 saddr @api tcp dport @api_tcp accept
                ip6 saddr @api udp dport @api_udp accept
                goto host_network
              }
              chain pods {
                meta l4proto 58 accept
                tcp dport @pods_tcp accept
                udp dport @pods_udp accept
                goto host_network
              }
              chain host_network {
                tcp dport @own_tcp drop
                udp dport @own_udp drop
                accept
              }
              chain forward {
                type filter hook forward priority filter; policy accept;
                ct state established,related accept
                ct state invalid drop
                iifname "%1$s" drop
                iifname "%2$s" accept
                oifname "%2$s" drop
                iifname "%3$s" goto arriving
                oifname "%1$s" accept
                ip6 daddr @members accept
                drop
              }
              chain arriving {
                ip6 daddr @own_pods oifname != "%3$s" accept
                ip6 daddr @members ct status dnat accept
                drop
              }
              chain postrouting {
                type nat hook postrouting priority srcnat; policy accept;
                oifname "%1$s" ip6 saddr @private masquerade
                oifname "%3$s" ip6 saddr != @members masquerade
              }
              chain leaving {
                type filter hook postrouting priority srcnat + 10; policy accept;
                oifname "%1$s" ip6 daddr @private drop
                oifname "%1$s" ip6 saddr @private drop
                oifname "%3$s" ip6 saddr != @members drop
              }
            }
            """.formatted(Firewall.PUBLIC, Links.HOST, Firewall.MESH);

    private final Firewall firewall;
    private final Optional<Firewall.Cluster> cluster;

    private FirewallRules(Firewall firewall) {
        this.firewall = firewall;
        this.cluster = firewall.cluster();
    }

    static String of(Firewall firewall) {
        return new FirewallRules(firewall).text();
    }

    private String text() {
        // first added, so that there is something to delete
        StringBuilder text = new StringBuilder("""
                table inet hepto
                delete table inet hepto
                table inet hepto {
                """);
        Ipv6Prefix pair = new Ipv6Prefix(firewall.host(), 127).network();
        text.append(addresses("host", List.of(firewall.host())));
        // none yet, or a link-local one: by which neighbours find each other
        text.append(addresses("neighbours", List.of("::", "fe80::/10")));
        text.append(addresses(
                "private", cluster.map(c -> List.of(pair, c.prefix())).orElse(List.of(pair))));
        text.append(addresses("nodes", known(Firewall.Cluster::nodes)));
        text.append(addresses(
                "members", cluster.map(c -> List.of(c.nodes(), c.pods())).orElse(List.of())));
        text.append(addresses("own_pods", known(Firewall.Cluster::ownPods)));
        text.append(addresses("api", known(Firewall.Cluster::api)));
        text.append(ports("outside", Optional.of(firewall.outside())));
        text.append(ports("nodes", cluster.map(Firewall.Cluster::forNodes)));
        text.append(ports("api", cluster.map(Firewall.Cluster::forApi)));
        text.append(ports("pods", cluster.map(Firewall.Cluster::forPods)));
        text.append(ports("own", cluster.map(Firewall.Cluster::own)));
        return text.append(RULES).toString();
    }

    private List<?> known(Function<Firewall.Cluster, ?> part) {
        return cluster.map(c -> List.of(part.apply(c))).orElse(List.of());
    }

    private static String addresses(String name, List<?> elements) {
        return set(name, "ipv6_addr; flags interval", elements);
    }

    private static String ports(String name, Optional<Firewall.Ports> ports) {
        Firewall.Ports known = ports.orElse(Firewall.Ports.NONE);
        return set(name + "_tcp", "inet_service", known.tcp()) + set(name + "_udp", "inet_service", known.udp());
    }

    private static String set(String name, String type, List<?> elements) {
        String list = elements.stream().map(String::valueOf).collect(Collectors.joining(", "));
        String content = elements.isEmpty() ? "" : " elements = { %s };".formatted(list);
        return "  set %s { type %s;%s }%n".formatted(name, type, content);
    }
}
