package org.hepto.sml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * News that is sent along with other packets, each a limited number of times: the least sent first, of those the
 * largest that fits, of those the newest. Newer news about the same subject replaces the older. For one thread.
 */
final class BroadcastQueue {

    /** Below this many bytes no message fits, so the search ends. */
    private static final int SMALLEST = 8;

    /** One piece of news. */
    private record Item(int transmits, long id, String subject, Encoded news) {}

    private static final Comparator<Item> ORDER = Comparator.comparingInt(Item::transmits)
            .thenComparing(item -> item.news().length(), Comparator.reverseOrder())
            .thenComparing(Item::id, Comparator.reverseOrder());

    private final int depth;
    private final TreeSet<Item> items = new TreeSet<>(ORDER);
    private final Map<String, Item> bySubject = new HashMap<>();
    private long ids;

    /** Keeps at most {@code depth} pieces of news; the most often sent one gives way. */
    BroadcastQueue(int depth) {
        this.depth = depth;
    }

    int size() {
        return items.size();
    }

    boolean contains(String subject) {
        return bySubject.containsKey(subject);
    }

    /** Queues news; true if another piece was dropped because the queue is full. */
    boolean add(String subject, Encoded news) {
        remove(bySubject.get(subject));
        insert(new Item(0, ids++, subject, news));
        if (items.size() <= depth) {
            return false;
        }
        remove(items.last());
        return true;
    }

    /**
     * Takes news for one packet.
     *
     * @param overhead bytes that each message costs besides its own
     * @param space bytes that are free
     * @param count messages that are possible
     * @param limit how often a piece is sent before it is dropped
     */
    List<Encoded> take(int overhead, int space, int count, int limit) {
        if (items.isEmpty()) {
            return List.of();
        }
        List<Item> taken = new ArrayList<>();
        int free = space;
        for (Item item : items) {
            if (free < overhead + SMALLEST || taken.size() == count) {
                break;
            }
            if (item.news().length() + overhead <= free) {
                taken.add(item);
                free -= item.news().length() + overhead;
            }
        }
        taken.forEach(item -> resend(item, limit));
        return taken.stream().map(Item::news).toList();
    }

    private void resend(Item item, int limit) {
        remove(item);
        if (item.transmits() + 1 < limit) {
            insert(new Item(item.transmits() + 1, item.id(), item.subject(), item.news()));
        }
    }

    private void insert(Item item) {
        items.add(item);
        bySubject.put(item.subject(), item);
    }

    private void remove(@Nullable Item item) {
        if (item != null) {
            items.remove(item);
            bySubject.remove(item.subject());
        }
    }
}
