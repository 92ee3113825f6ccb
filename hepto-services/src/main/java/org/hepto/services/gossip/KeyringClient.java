package org.hepto.services.gossip;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.hepto.sml.Bytes;
import org.hepto.sml.Identity;
import org.hepto.sml.Keyring;
import org.hepto.utils.Errors;

/**
 * Fetches the keys of gossip from the master, see {@link KeyringServer}.
 *
 * @param own this node's address in the mesh, by which the master knows it
 */
record KeyringClient(InetAddress own, String cluster, Identity identity) {
    /** Of the answer; a key is a line of 65 bytes at most. */
    private static final int MAX_BYTES = 1024;

    private static final String REFUSED = "it does not know this node, or is busy with it";

    /** Blocks for some seconds at most. Throws one line if the keys are not to be had. */
    Keyring fetch(InetSocketAddress master) throws IOException {
        String where = "the master at [%s]:%d".formatted(master.getAddress().getHostAddress(), master.getPort());
        byte[] answer;
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(own, 0));
            socket.connect(master, (int) KeyringServer.PATIENCE.toMillis());
            socket.setSoTimeout((int) KeyringServer.PATIENCE.toMillis());
            Bytes challenge = Bytes.of(socket.getInputStream().readNBytes(KeyringProof.CHALLENGE));
            if (challenge.length() < KeyringProof.CHALLENGE) {
                throw new IOException(REFUSED);
            }
            socket.getOutputStream()
                    .write(new KeyringProof(cluster, challenge)
                            .signature(identity)
                            .toArray());
            answer = socket.getInputStream().readNBytes(MAX_BYTES + 1);
            if (answer.length == 0) {
                throw new IOException(REFUSED);
            }
        } catch (IOException e) {
            throw new IOException("%s does not give the key: %s".formatted(where, Errors.line(e)), e);
        }
        return parsed(answer, where);
    }

    /** The message repeats nothing of what came: it may be secret. */
    @SuppressWarnings("UnusedException")
    private static Keyring parsed(byte[] answer, String where) throws IOException {
        try {
            Keyring ring = Keyring.ofLines(new String(answer, StandardCharsets.US_ASCII));
            if (answer.length <= MAX_BYTES && !ring.keys().isEmpty()) {
                return ring;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new IOException("what %s has sent is no list of keys; is it of the same version?".formatted(where));
    }
}
