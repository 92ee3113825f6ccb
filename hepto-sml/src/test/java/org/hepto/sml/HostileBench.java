package org.hepto.sml;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Prints what attacks do to a node with the flags of hepto's daemon and heaps of 24 and 64 MiB: the most heap in use after a
 * full collection, how long it takes to answer pings, and how long to let another node join meanwhile. Attackers have loopback
 * addresses of their own. Argument: seconds for each attack (default 20).
 */
public final class HostileBench {

    private static final int PORT_ANY = 0;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static int names;

    private HostileBench() {}

    /** What one attacker does, again and again. */
    private interface Attack {
        void strike(Attacker by) throws IOException, InterruptedException;
    }

    /** One source of attacks. */
    private record Attacker(InetAddress from, Address victim, MemoryPlan plan) {
        Socket connect() throws IOException {
            var socket = new Socket();
            socket.setSoTimeout(10_000);
            socket.bind(new InetSocketAddress(from, PORT_ANY));
            socket.connect(victim.toSocket());
            return socket;
        }
    }

    /** A kind of attack with its number of attackers. */
    private record Kind(String name, int attackers, Attack attack) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("none", 0, by -> {}),
            new Kind("16 MiB announced, junk sent", 3, by -> frame(by, 16 << 20, 16 << 20)),
            new Kind("the same from many", 100, by -> frame(by, 16 << 20, 16 << 20)),
            new Kind("20 MiB forged", 3, by -> frame(by, 20 << 20, 20 << 20)),
            new Kind("the largest frame forged", 8, by -> frame(by, largest(by), largest(by))),
            new Kind("the largest frame, never ended", 100, by -> frame(by, largest(by), largest(by) - 1)),
            new Kind("idle connections", 400, HostileBench::idle),
            new Kind("junk packets, 4000 a second", 4, HostileBench::packets),
            new Kind("key: readers that do not read", 8, HostileBench::slowReader),
            new Kind("key: 8000 forged records at a time", 2, HostileBench::forgedRecords));

    /** Runs all attacks at both sizes. */
    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
        System.out.println(
                "| heap | attack | attackers | heap after a full collection, MiB | pings | ack p50, ms | p99 | max | lost"
                        + " | join, ms | most memory of the process, MiB |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|---|");
        for (int mebi : new int[] {24, 64}) {
            try (var victim = new Victim(mebi)) {
                for (Kind kind : KINDS) {
                    measure(victim, mebi, kind, seconds);
                }
            }
        }
    }

    private static void measure(Victim victim, int mebi, Kind kind, int seconds) throws Exception {
        double before = victim.highWater();
        var threads = new ArrayList<Thread>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (int i = 0; i < kind.attackers(); i++) {
            InetAddress from = InetAddress.ofLiteral("127.0." + (2 + i / 200) + "." + (1 + i % 200));
            var attacker = new Attacker(from, victim.address(), MemoryPlan.of((long) mebi << 20));
            threads.add(Thread.ofVirtual().start(() -> repeat(kind.attack(), attacker, end)));
        }
        var acks = new AckTimer(Victim.KEYS, victim.address());
        String joined = "";
        while (System.nanoTime() < end && victim.alive()) {
            acks.measure();
            if (joined.isEmpty() && System.nanoTime() > end - TimeUnit.SECONDS.toNanos(seconds) / 2) {
                joined = join(victim);
            }
            Thread.sleep(10);
        }
        acks.close();
        if (!victim.alive()) {
            throw new IllegalStateException("the victim died of '%s' at %d MiB".formatted(kind.name(), mebi));
        }
        threads.forEach(Thread::interrupt);
        System.out.printf(
                "| %d | %s | %d | %.1f | %d | %.1f | %.1f | %.1f | %d | %s | %d |%n",
                mebi,
                kind.name(),
                kind.attackers(),
                Math.max(before, victim.highWater()),
                acks.count(),
                acks.percentile(50),
                acks.percentile(99),
                acks.percentile(100),
                acks.lost(),
                joined,
                victim.resident());
    }

    /** How long a new node takes to join, in milliseconds; refused, it tries again, as nodes do. */
    private static String join(Victim victim) {
        long start = System.nanoTime();
        var options = ClusterOptions.named(
                        "friend" + ++names, new InetSocketAddress(InetAddress.ofLiteral("127.0.1.1"), PORT_ANY))
                .withTiming(Timing.LAN)
                .withKeyring(Victim.KEYS);
        try (Cluster friend = Cluster.start(options, new ClusterListener() {})) {
            for (int tries = 1; tries <= 5; tries++) {
                try {
                    int answers =
                            friend.join(List.of(victim.address().toString())).join();
                    long millis = (System.nanoTime() - start) / 1_000_000;
                    return answers == 1 ? millis + (tries == 1 ? "" : " (" + tries + " tries)") : "none";
                } catch (CompletionException e) {
                    System.err.println("bench: " + Reactor.reason(e));
                }
            }
        }
        return "refused";
    }

    private static void repeat(Attack attack, Attacker attacker, long end) {
        while (System.nanoTime() < end) {
            try {
                attack.strike(attacker);
                Thread.sleep(1);
            } catch (IOException e) {
                Thread.onSpinWait(); // refused: that is what it is for
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static int largest(Attacker by) {
        return (int) by.plan().source() - 1024;
    }

    private static void frame(Attacker by, int announced, int sent) throws IOException {
        try (Socket socket = by.connect()) {
            byte[] junk = new byte[64 * 1024];
            RANDOM.nextBytes(junk);
            socket.getOutputStream()
                    .write(new MsgPackWriter(5)
                            .put(MessageType.ENCRYPT.code())
                            .bigEndian(announced, 4)
                            .toArray());
            for (int left = sent; left > 0; left -= junk.length) {
                socket.getOutputStream().write(junk, 0, Math.min(left, junk.length));
            }
            drain(socket);
        }
    }

    private static void drain(Socket socket) throws IOException {
        byte[] answer = socket.getInputStream().readAllBytes();
        if (answer.length == 0) {
            throw new IOException("closed without an answer");
        }
    }

    private static void idle(Attacker by) throws IOException {
        try (Socket socket = by.connect()) {
            drain(socket);
        }
    }

    private static void packets(Attacker by) throws IOException, InterruptedException {
        byte[] junk = new byte[1232];
        RANDOM.nextBytes(junk);
        junk[0] = 1;
        try (var socket = new DatagramSocket(new InetSocketAddress(by.from(), PORT_ANY))) {
            for (int i = 0; i < 10; i++) {
                socket.send(new DatagramPacket(junk, junk.length, by.victim().toSocket()));
            }
        }
        Thread.sleep(9);
    }

    private static byte[] sealed(Message message) {
        return new StreamEncoder(new Wire(new Label(""), Victim.KEYS, false, RANDOM)).encode(message, true);
    }

    /** Asks for the whole state, tells of 1000 members and takes nothing. */
    private static void slowReader(Attacker by) throws IOException, InterruptedException {
        var nodes = new ArrayList<Message.NodeState>();
        for (int i = 0; i < 1000; i++) {
            var alive = new Message.Alive(1, "n" + i, Simulation.address(i), Bytes.wrap(new byte[60]), Vsn.OURS);
            nodes.add(new Message.NodeState(alive, NodeStateType.ALIVE));
        }
        try (Socket socket = by.connect()) {
            socket.getOutputStream()
                    .write(sealed(new Message.PushPull(
                            false, nodes, MapCodec.state(new MapDigest(Map.of()), false, 0, List.of()))));
            Thread.sleep(9000);
        }
    }

    /** Records of admitted owners, which have to be verified, with junk for signatures. */
    private static void forgedRecords(Attacker by) throws IOException {
        Bytes junk = Bytes.wrap(new byte[Identity.SIGNATURE]);
        List<SignedRecord> records = new ArrayList<>();
        for (int i = 0; i < 8000; i++) {
            SignedRecord.Id id = new SignedRecord.Id("n" + i % Victim.NODES, "");
            records.add(new SignedRecord(id, 1, 2 + i, new TreeMap<>(), Victim.IDENTITY.publicKey(), junk));
        }
        try (Socket socket = by.connect()) {
            Bytes state = MapCodec.state(new MapDigest(Map.of()), false, 0, records);
            socket.getOutputStream().write(sealed(new Message.PushPull(false, List.of(), state)));
            drain(socket);
        }
    }
}
