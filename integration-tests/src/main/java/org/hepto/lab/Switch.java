package org.hepto.lab;

import static org.hepto.lab.LabLibC.POLLIN;
import static org.hepto.lab.LabLibC.SOCK_DGRAM;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * The network of the lab: an Ethernet switch whose links can be slow, lossy or cut, and the {@link Wan} between its
 * segments.
 *
 * <p>One thread owns it; the public methods may be called from any thread and have taken effect when they return. What
 * is already on its way when a rule changes still arrives. Ports are named after their hosts. Delay and loss are per
 * direction, so a delay of 40 ms makes a round trip of 80 ms; loss is drawn from a seeded generator.
 */
public final class Switch implements AutoCloseable {
    private static final int LARGEST_FRAME = 65_600;
    private static final int BURST = 64;
    private static final int POLLFD = 8;
    private static final int EVENTS = 4;
    private static final int REVENTS = 6;
    private static final long LONGEST_WAIT = Duration.ofSeconds(1).toNanos();

    private final SwitchCore core;
    private final Backbone backbone;
    private final Map<String, UnixSocket> ports = new HashMap<>();
    private final Map<String, Consumer<byte[]>> listeners = new HashMap<>();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final UnixSocket.Pair wake = UnixSocket.pair(SOCK_DGRAM);
    private final Pointer timeout = Memory.allocateDirect(Runtime.getSystemRuntime(), 2 * Long.BYTES, true);
    private final Pointer buffer = UnixSocket.buffer(LARGEST_FRAME);
    private final Thread thread;
    private Pointer polled = Memory.allocateDirect(Runtime.getSystemRuntime(), POLLFD, true);
    private List<String> polledPorts = List.of();
    private boolean portsChanged = true;
    private boolean closed;
    private long sent;
    private long overrun;

    Switch(long seed) {
        core = new SwitchCore(seed);
        backbone = new Backbone(core, seed);
        thread = Thread.ofPlatform().name("lab-switch").daemon().start(this::work);
    }

    /** Makes every link slow and lossy alike, and forgets what {@link #link} said. */
    public void wan(Duration oneWayDelay, double loss) {
        SwitchCore.Line line = new SwitchCore.Line(oneWayDelay, loss);
        call(() -> core.wan(line));
    }

    /** Makes one direction between two hosts slow and lossy. */
    public void link(String from, String to, Duration delay, double loss) {
        SwitchCore.Line line = new SwitchCore.Line(delay, loss);
        call(() -> core.line(new SwitchCore.Link(from, to), line));
    }

    /** Cuts all links between two groups of hosts, in addition to what is cut already. */
    public void partition(Collection<String> left, Collection<String> right) {
        call(() -> core.partition(left, right));
    }

    /** Cuts one host off from every other. */
    public void isolate(String host) {
        call(() -> {
            List<String> others = new ArrayList<>(core.ports());
            others.remove(host);
            core.partition(List.of(host), others);
        });
    }

    /** Ends all partitions. */
    public void heal() {
        call(core::heal);
    }

    /** What was counted so far. */
    public SwitchStatistics statistics() {
        return ask(() -> new SwitchStatistics(
                core.received(),
                sent,
                core.lost() + backbone.wan().lost(),
                core.partitioned() + backbone.wan().cut(),
                overrun));
    }

    /** Connects a host to a segment; the switch closes the socket when it is detached. */
    void attach(String host, String segment, UnixSocket socket) {
        call(() -> {
            unplug(host);
            ports.put(host, socket);
            core.addPort(host, segment);
        });
    }

    void detach(String host) {
        call(() -> unplug(host));
    }

    private void unplug(String host) {
        portsChanged = true;
        UnixSocket socket = ports.remove(host);
        if (socket != null) {
            core.removePort(host);
            socket.close();
        }
    }

    /** Shows every frame that reaches a host to a listener, on the switch's thread. */
    void listen(String host, Consumer<byte[]> listener) {
        call(() -> listeners.put(host, listener));
    }

    /** Lets a frame come in as if the host had sent it; may be called from any thread, even the switch's own. */
    void inject(String host, byte[] frame) {
        later(() -> core.frame(host, frame, System.nanoTime()));
    }

    /** Changes something about the sites, on the switch's thread. */
    void sites(Consumer<Backbone> change) {
        call(() -> change.accept(backbone));
    }

    @Override
    public void close() {
        later(() -> closed = true);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void call(Runnable action) {
        ask(() -> {
            action.run();
            return true;
        });
    }

    private <T> T ask(Callable<T> question) {
        if (!thread.isAlive()) {
            throw new IllegalStateException("the switch is closed");
        }
        FutureTask<T> task = new FutureTask<>(question);
        later(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while talking to the switch", e);
        } catch (ExecutionException e) {
            throw new LabException("switch: " + e.getCause(), e);
        }
    }

    private void later(Runnable task) {
        tasks.add(task);
        wake.there().sendNow(new byte[1]);
    }

    private void work() {
        while (!closed) {
            poll();
            for (int i = 0; i < polledPorts.size(); i++) {
                if (polled.getShort(pollfd(i + 1) + REVENTS) != 0) {
                    receive(polledPorts.get(i));
                }
            }
            drainWake();
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            core.deliver(System.nanoTime(), this::send);
            backbone.wan().deliver(System.nanoTime());
        }
        ports.values().forEach(UnixSocket::close);
        wake.here().close();
        wake.there().close();
    }

    private void poll() {
        if (portsChanged) {
            portsChanged = false;
            polledPorts = List.copyOf(ports.keySet());
            polled = Memory.allocateDirect(Runtime.getSystemRuntime(), (polledPorts.size() + 1) * POLLFD, true);
            watch(0, wake.here());
            for (int i = 0; i < polledPorts.size(); i++) {
                UnixSocket socket = ports.get(polledPorts.get(i));
                if (socket != null) {
                    watch(i + 1, socket);
                }
            }
        }
        long wait = wait(Math.min(core.nextDue(), backbone.wan().nextDue()), System.nanoTime());
        timeout.putLong(0, wait / 1_000_000_000);
        timeout.putLong(Long.BYTES, wait % 1_000_000_000);
        if (LabLibC.INSTANCE.ppoll(polled, polledPorts.size() + 1L, timeout, null) < 0) {
            polled.setMemory(0, polled.size(), (byte) 0);
            portsChanged = true;
        }
    }

    private static long wait(long due, long now) {
        return due <= now ? 0 : due == Long.MAX_VALUE ? LONGEST_WAIT : Math.min(due - now, LONGEST_WAIT);
    }

    private void watch(int index, UnixSocket socket) {
        polled.putInt(pollfd(index), socket.descriptor());
        polled.putShort(pollfd(index) + EVENTS, POLLIN);
    }

    private static long pollfd(int index) {
        return (long) index * POLLFD;
    }

    private void drainWake() {
        int length;
        do {
            length = wake.here().receiveNow(buffer);
        } while (length > 0);
    }

    private void receive(String port) {
        UnixSocket socket = ports.get(port);
        for (int i = 0; socket != null && i < BURST; i++) {
            int length = socket.receiveNow(buffer);
            if (length <= 0) {
                return;
            }
            byte[] frame = new byte[length];
            buffer.get(0, frame, 0, length);
            core.frame(port, frame, System.nanoTime());
        }
    }

    private void send(String port, byte[] frame) {
        if (backbone.receive(port, frame)) {
            return;
        }
        UnixSocket socket = ports.get(port);
        if (socket != null && socket.sendNow(frame)) {
            sent++;
        } else {
            overrun++;
        }
        Consumer<byte[]> listener = listeners.get(port);
        if (listener != null) {
            listener.accept(frame);
        }
    }
}
