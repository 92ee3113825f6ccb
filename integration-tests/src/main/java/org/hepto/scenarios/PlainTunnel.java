package org.hepto.scenarios;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hepto.utils.ErrnoException;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.wg.WgConfig;
import org.hepto.wg.WgDevice;
import org.hepto.wg.WgEndpoint;
import org.hepto.wg.WgKey;
import org.hepto.wg.WgPeer;
import org.hepto.wg.WgPrivateKey;

/**
 * Makes a WireGuard tunnel between two lab hosts, with nothing of a cluster around it, as a process in each.
 *
 * <pre>{@code
 * key FILE                                          makes a key, or reads it, and prints the public one
 * up FILE OWN-ADDRESS PEER-ADDRESS PEER-KEY PEER-PUBLIC-ADDRESS MTU
 * }</pre>
 */
final class PlainTunnel {
    static final String DEVICE = "plain0";
    private static final int PORT = 51900;
    private static final int HOST = 128;

    private PlainTunnel() {}

    /** Ends with a stack trace if the kernel refuses it. */
    public static void main(String[] arguments) throws IOException, ErrnoException {
        WgPrivateKey key = WgPrivateKey.ensure(Path.of(arguments[1]));
        if (arguments[0].equals("key")) {
            System.out.println(key.publicKey());
            return;
        }
        Ipv6Prefix other = new Ipv6Prefix(Ipv6Address.parse(arguments[3]), HOST);
        WgEndpoint endpoint = new WgEndpoint(Ipv6Address.parse(arguments[5]), PORT);
        WgPeer peer = new WgPeer(WgKey.parse(arguments[4]), Optional.of(endpoint), 0, Set.of(other));
        try (WgDevice device = new WgDevice(DEVICE)) {
            device.ensureLink(Integer.parseInt(arguments[6]));
            device.apply(new WgConfig(key, PORT, List.of(peer)));
            device.connect(new Ipv6Prefix(Ipv6Address.parse(arguments[2]), HOST), other);
        }
    }
}
