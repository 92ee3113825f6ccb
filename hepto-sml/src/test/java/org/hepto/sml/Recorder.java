package org.hepto.sml;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** An outbox that keeps the latest things that it was given, for tests of the state machine without a network. */
class Recorder implements Outbox {

    static final int MAX_MEMBERS = 100;
    private static final int KEPT = 1000;

    final List<Message> sent = new ArrayList<>();
    final List<Address> receivers = new ArrayList<>();
    final List<Address> pulls = new ArrayList<>();
    final List<String> resolutions = new ArrayList<>();
    final List<Message.Ping> streamPings = new ArrayList<>();
    final List<MemberEvent> events = new ArrayList<>();

    Swim swim(Counters counters) {
        return swim(Timing.WAN, counters);
    }

    Swim swim(Timing timing, Counters counters) {
        return swim(timing, counters, false, AliveFilter.ALL);
    }

    Swim swim(Timing timing, Counters counters, boolean observer, AliveFilter filter) {
        var config =
                new SwimConfig("self", Simulation.address(0), Bytes.EMPTY, timing, 1200, MAX_MEMBERS, observer, filter);
        return new Swim(config, new SplittableRandom(1), this, counters, 0);
    }

    private static <T> void keep(List<T> list, T item) {
        if (list.size() >= KEPT) {
            list.clear();
        }
        list.add(item);
    }

    @Override
    public void packet(Address to, List<Encoded> messages, boolean checksum) {
        messages.forEach(message -> {
            keep(sent, message.message());
            keep(receivers, to);
        });
    }

    @Override
    public void pushPull(Address to, boolean join) {
        keep(pulls, to);
    }

    @Override
    public void resolve(String host) {
        keep(resolutions, host);
    }

    @Override
    public void streamPing(Address to, Message.Ping ping, long deadline) {
        keep(streamPings, ping);
    }

    @Override
    public void changed(MemberEvent event) {
        keep(events, event);
    }

    @Override
    public void user(Bytes data, Address from) {
        keep(sent, new Message.User(data));
    }
}
