package org.hepto.selfcontain;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;

/**
 * The nftables rules of a node: default deny on the public interface, the cluster's addresses never cross it, pods that
 * talk to the outside are masqueraded to the node's address, and from its host only the host itself gets in.
 *
 * @param cluster the cluster's /48
 * @param host the host's end of the pair to it
 * @param tcp open TCP ports
 * @param udp open UDP ports
 */
public record Firewall(Ipv6Prefix cluster, Ipv6Address host, List<Integer> tcp, List<Integer> udp) {
    /** The node's public interface, inside its container. */
    public static final String PUBLIC = "eth0";

    /** The rules as {@code nft -f} reads them; see nft(8). */
    String ruleset() {
        // 58 is ICMPv6: nft looks its name up in /etc/protocols, which a minimal Debian lacks.
        // The first two rules are belt and braces: the ipvlan's own demultiplexer holds foreign destinations back.
        // From the host: its address, and the link-local ones (or none yet) by which neighbours find each other.
        // What is invalid matches no connection, so NAT leaves it as it is; leaving comes after NAT for that reason.
        return """
                table inet hepto {
                  chain raw {
                    type filter hook prerouting priority raw; policy accept;
                    iifname "%1$s" ip6 daddr %3$s drop
                    iifname "%1$s" ip6 saddr %3$s drop
                    iifname "%2$s" jump host
                  }
                  chain host {
                    ip6 saddr %4$s accept
                    ip6 saddr { ::, fe80::/10 } meta l4proto 58 accept
                    drop
                  }
                  chain input {
                    type filter hook input priority filter; policy accept;
                    iifname "%1$s" jump public
                  }
                  chain public {
                    ct state established,related accept
                    ct state invalid drop
                    meta l4proto 58 accept
                %5$s%6$s    drop
                  }
                  chain forward {
                    type filter hook forward priority filter; policy accept;
                    iifname "%1$s" ct state established,related accept
                    iifname "%1$s" drop
                    oifname "%1$s" ct state invalid drop
                  }
                  chain postrouting {
                    type nat hook postrouting priority srcnat; policy accept;
                    oifname "%1$s" ip6 saddr %3$s masquerade
                  }
                  chain leaving {
                    type filter hook postrouting priority srcnat + 10; policy accept;
                    oifname "%1$s" ip6 daddr %3$s drop
                    oifname "%1$s" ip6 saddr %3$s drop
                  }
                }
                """.formatted(PUBLIC, Links.HOST, cluster, host, open("tcp", tcp), open("udp", udp));
    }

    private static String open(String protocol, List<Integer> ports) {
        if (ports.isEmpty()) {
            return "";
        }
        String list = ports.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return "    %s dport { %s } accept%n".formatted(protocol, list);
    }

    /** Loads the rules into the calling thread's network namespace. */
    void apply() throws IOException {
        Nft.load(ruleset());
    }

    /** Asks nft and the kernel whether they would take the rules, in the calling thread's network namespace. */
    void check() throws IOException {
        Nft.check(ruleset());
    }
}
