package org.hepto.sml;

import java.util.List;
import java.util.stream.Stream;
import org.hepto.sml.Message.NodeState;
import org.jspecify.annotations.Nullable;

/** Whether two clusters may become one: each node must speak what every living node understands. */
final class VersionCheck {

    private VersionCheck() {}

    /** Null if the merge is possible, else why not. */
    static @Nullable String refusal(List<NodeState> remote, List<Member> local) {
        List<Bytes> living = Stream.concat(
                        remote.stream()
                                .filter(node -> node.status() == NodeStateType.ALIVE)
                                .map(node -> node.alive().vsn())
                                .filter(vsn -> !vsn.isEmpty()),
                        local.stream().filter(Member::alive).map(Member::vsn))
                .toList();
        int min = living.stream().mapToInt(vsn -> Vsn.field(vsn, Vsn.MIN)).max().orElse(0);
        int max = living.stream().mapToInt(vsn -> Vsn.field(vsn, Vsn.MAX)).min().orElse(0xff);
        int delegateMin = living.stream()
                .mapToInt(vsn -> Vsn.field(vsn, Vsn.DELEGATE_MIN))
                .max()
                .orElse(0);
        int delegateMax = living.stream()
                .mapToInt(vsn -> Vsn.field(vsn, Vsn.DELEGATE_MAX))
                .min()
                .orElse(0xff);
        for (NodeState node : remote) {
            String name = node.alive().node();
            Bytes vsn = node.alive().vsn();
            if (outside(Vsn.field(vsn, Vsn.CURRENT), min, max)) {
                return "node '%s' speaks protocol %d, not within %d..%d"
                        .formatted(name, Vsn.field(vsn, Vsn.CURRENT), min, max);
            }
            if (outside(Vsn.field(vsn, Vsn.DELEGATE_CURRENT), delegateMin, delegateMax)) {
                return "node '%s' has delegate protocol %d, not within %d..%d"
                        .formatted(name, Vsn.field(vsn, Vsn.DELEGATE_CURRENT), delegateMin, delegateMax);
            }
        }
        return local.stream()
                .filter(member -> outside(Vsn.field(member.vsn(), Vsn.CURRENT), min, max))
                .findFirst()
                .map(member -> "node '%s' here does not speak protocol %d..%d".formatted(member.name(), min, max))
                .orElse(null);
    }

    private static boolean outside(int value, int min, int max) {
        return value < min || value > max;
    }
}
