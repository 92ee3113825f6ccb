package org.hepto.selfcontain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hepto.utils.Ipv6Prefix;

/**
 * Prints a {@link Firewall} as {@code nft -f} reads it; see nft(8). The rules are the same for every node and what they compare
 * with differs. A rule that would compare with nothing is left out: those of a newcomer's cluster.
 */
final class FirewallRules {
    /**
     * Names behind an @ are filled in. nft has named sets for that, but packets were seen to miss their elements while one table
     * replaced another. For the same reason a chain's policy is to accept and its last rule drops: for a moment the chains of
     * both tables are there, and those of one have no rules.
     *
     * <p>58 is ICMPv6: nft looks its name up in /etc/protocols, which a minimal Debian lacks.
     */
    private static final String RULES = """
              chain raw {
                type filter hook prerouting priority raw; policy accept;
                iifname "lo" accept
                iifname "%1$s" goto from_outside
                iifname "%2$s" goto from_host
                iifname "%3$s" goto from_mesh
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
                oifname "%3$s" ip6 saddr @members accept
                oifname "%3$s" drop
              }
            }
            """.formatted(Firewall.PUBLIC, Links.HOST, Firewall.MESH);

    private static final Pattern NAME = Pattern.compile("@(\\w+)");

    private final Map<String, List<?>> known = new HashMap<>();

    private FirewallRules(Firewall firewall) {
        Ipv6Prefix pair = new Ipv6Prefix(firewall.host(), 127).network();
        known.put("host", List.of(firewall.host()));
        // none yet, or a link-local one: by which neighbours find each other
        known.put("neighbours", List.of("::", "fe80::/10"));
        known.put("private", List.of(pair));
        ports("outside", firewall.outside());
        firewall.cluster().ifPresent(cluster -> {
            known.put("private", List.of(pair, cluster.prefix()));
            known.put("nodes", List.of(cluster.nodes()));
            known.put("members", List.of(cluster.nodes(), cluster.pods()));
            known.put("own_pods", List.of(cluster.ownPods()));
            known.put("api", List.of(cluster.api()));
            ports("nodes", cluster.forNodes());
            ports("api", cluster.forApi());
            ports("pods", cluster.forPods());
            ports("own", cluster.own());
        });
    }

    private void ports(String name, Firewall.Ports ports) {
        known.put(name + "_tcp", ports.tcp());
        known.put(name + "_udp", ports.udp());
    }

    /** Returns the rules in one transaction that replaces those that are there. */
    static String of(Firewall firewall) {
        FirewallRules rules = new FirewallRules(firewall);
        // first added, so that there is something to delete
        StringBuilder text = new StringBuilder("""
                table inet hepto
                delete table inet hepto
                table inet hepto {
                """);
        RULES.lines()
                .flatMap(line -> rules.fill(line).stream())
                .forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /** Returns the line with what its names stand for; empty if one of them stands for nothing. */
    private Optional<String> fill(String line) {
        Matcher name = NAME.matcher(line);
        StringBuilder filled = new StringBuilder();
        while (name.find()) {
            List<?> elements = known.getOrDefault(name.group(1), List.of());
            if (elements.isEmpty()) {
                return Optional.empty();
            }
            String list = elements.stream().map(String::valueOf).collect(Collectors.joining(", "));
            name.appendReplacement(filled, elements.size() == 1 ? list : "{ " + list + " }");
        }
        return Optional.of(name.appendTail(filled).toString());
    }
}
