package org.hepto.sml;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/** Sends packets and fills the space left in them with news. For one thread. */
final class Courier {

    private static final int NEWS_DEPTH = 16_384;
    private static final int USER_DEPTH = 1024;
    private static final int MAX_PARTS = 255;

    private final Outbox out;
    private final int space;
    private final int retransmitMult;
    private final IntSupplier clusterSize;
    private final Counters counters;
    private final BroadcastQueue news = new BroadcastQueue(NEWS_DEPTH);
    private final BroadcastQueue userNews = new BroadcastQueue(USER_DEPTH);

    Courier(Outbox out, SwimConfig config, IntSupplier clusterSize, Counters counters) {
        this.out = out;
        this.space = config.newsSpace();
        this.retransmitMult = config.timing().retransmitMult();
        this.clusterSize = clusterSize;
        this.counters = counters;
    }

    /** Queues news about a node, which replaces older news about it; what fits into no packet is left to push/pull. */
    void broadcast(String node, Message message) {
        Encoded encoded = Encoded.of(message);
        boolean fits = encoded.length() + PacketEncoder.COMPOUND_ENTRY <= space;
        if (!fits || news.add(node, encoded)) {
            counters.count(Counters.Event.BROADCASTS_DROPPED);
        }
    }

    /** Queues bytes of the application under a subject; they must fit into {@link #userSpace}. */
    void broadcastUser(String subject, Bytes data) {
        if (userNews.add(subject, Encoded.of(new Message.User(data)))) {
            counters.count(Counters.Event.BROADCASTS_DROPPED);
        }
    }

    /** Bytes of the application that fit into one packet. */
    int userSpace() {
        return space - PacketEncoder.COMPOUND_ENTRY - 1;
    }

    boolean hasNews() {
        return news.size() + userNews.size() > 0;
    }

    boolean pending(String node) {
        return news.contains(node);
    }

    /** Sends a message with as much news as fits. */
    void send(Address to, Message message) {
        Encoded first = Encoded.of(message);
        List<Encoded> messages = new ArrayList<>();
        messages.add(first);
        messages.addAll(take(space - first.length() - PacketEncoder.COMPOUND_ENTRY, MAX_PARTS - 1));
        out.packet(to, messages, false);
    }

    /** Sends exactly these messages. */
    void sendOnly(Member to, Message... messages) {
        List<Encoded> parts = new ArrayList<>();
        for (Message message : messages) {
            parts.add(Encoded.of(message));
        }
        out.packet(to.address(), parts, to.understands(5));
    }

    /** Sends a packet of news; false if there is none. */
    boolean gossip(Member to) {
        List<Encoded> messages = take(space, MAX_PARTS);
        if (messages.isEmpty()) {
            return false;
        }
        out.packet(to.address(), messages, to.understands(5));
        return true;
    }

    private List<Encoded> take(int free, int count) {
        if (!hasNews()) {
            return List.of();
        }
        int limit = ClusterMath.retransmitLimit(retransmitMult, clusterSize.getAsInt());
        List<Encoded> taken = new ArrayList<>(news.take(PacketEncoder.COMPOUND_ENTRY, free, count, limit));
        int used = taken.stream()
                .mapToInt(item -> item.length() + PacketEncoder.COMPOUND_ENTRY)
                .sum();
        taken.addAll(userNews.take(PacketEncoder.COMPOUND_ENTRY, free - used, count - taken.size(), limit));
        return taken;
    }
}
