package org.hepto.sml;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The peers of an earlier life in a file of lines {@code port hex-address name}, replaced atomically. A file that cannot
 * be read costs only the memory of the peers, never the start.
 */
final class PeerStore {

    private static final Logger LOG = LoggerFactory.getLogger(PeerStore.class);

    /** One known peer. */
    record Peer(String name, Address address) {}

    private final Path file;
    private List<Peer> written = List.of();

    PeerStore(Path file) {
        this.file = file;
    }

    List<Peer> load() {
        List<Peer> peers = new ArrayList<>();
        try {
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                    parse(line, peers);
                }
            }
        } catch (IOException e) {
            LOG.warn("cannot read the known peers from {}: {}", file, e.toString());
        }
        return peers;
    }

    private void parse(String line, List<Peer> peers) {
        String[] parts = line.split(" ", 3);
        try {
            Address address = new Address(Bytes.hex(parts[1]), Integer.parseInt(parts[0]));
            if (parts.length == 3 && address.usable()) {
                peers.add(new Peer(parts[2], address));
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            LOG.warn("ignoring a line of {} that is no peer", file);
        }
    }

    /** Writes the peers if they changed. */
    synchronized void save(List<Peer> peers) {
        if (peers.equals(written)) {
            return;
        }
        StringBuilder text = new StringBuilder();
        peers.forEach(peer -> text.append(peer.address().port())
                .append(' ')
                .append(peer.address().ip().toHex())
                .append(' ')
                .append(peer.name().replace('\n', ' '))
                .append('\n'));
        try {
            Path next = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(next, text);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            written = List.copyOf(peers);
        } catch (IOException e) {
            LOG.warn("cannot write the known peers to {}: {}", file, e.toString());
        }
    }
}
