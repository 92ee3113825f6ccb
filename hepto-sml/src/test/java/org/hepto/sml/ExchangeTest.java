package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.hepto.sml.Contact.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One exchange with a node at an address that it may not advertise, and what a node knows of why it was not possible. */
class ExchangeTest {

    private static final Keyring KEYS = Keyring.of(Vectors.KEY_256);
    private static final Keyring OTHER_KEYS = Keyring.of(Vectors.KEY_192);

    private final JavaPeer member = peer("member");

    private static JavaPeer peer(String name) {
        return JavaPeer.start(name, options -> options.withKeyring(KEYS).withLabel("c"));
    }

    private static JavaPeer observer(String name, String... anchors) {
        return JavaPeer.start(
                name,
                options -> options.withKeyring(KEYS).withLabel("c").asObserver().withAnchors(List.of(anchors)));
    }

    @AfterEach
    void close() {
        member.close();
    }

    private static void awaitOutcome(JavaPeer peer, String anchor, Outcome outcome) {
        Events.until(
                anchor + " is " + outcome + ": " + peer.cluster.anchors(),
                () -> peer.cluster
                                .anchors()
                                .getOrDefault(anchor, Contact.NOT_TRIED)
                                .outcome()
                        == outcome);
    }

    @Test
    void twoMembersExchangeOnceAndRememberNoAnchor() throws Exception {
        try (JavaPeer other = peer("other")) {
            member.cluster.userState(Bytes.utf8("of the member"));
            other.cluster.exchange(member.address()).get();
            member.awaitLiving(2);
            other.awaitLiving(2);
            other.states.await("state", "of the member"::equals);
            assertThat(other.cluster.anchors()).isEmpty();
        }
    }

    @Test
    void anObserverExchangesWithAMemberAndAMemberWithAnObserver() throws Exception {
        try (JavaPeer observer = observer("observer")) {
            member.cluster.userState(Bytes.utf8("of the member"));
            observer.cluster.userState(Bytes.utf8("of the observer"));
            observer.cluster.exchange(member.address()).get();
            observer.states.await("state", "of the member"::equals);
            observer.awaitLiving(1);
            member.cluster.exchange(observer.address()).get();
            Events.until("both states came", () -> member.states.all().size() >= 2);
            assertThat(member.cluster.members()).as("an observer is no member").hasSize(1);
            assertThat(observer.cluster.living())
                    .as("its answer empties nothing")
                    .hasSize(1);
        }
    }

    @Test
    void observersExchangeWithEachOtherAndKeepTheMembersThatTheyKnow() throws Exception {
        try (JavaPeer one = observer("one");
                JavaPeer two = observer("two", one.address())) {
            one.cluster.userState(Bytes.utf8("of one"));
            one.cluster.exchange(member.address()).get();
            one.awaitLiving(1);
            awaitOutcome(two, one.address(), Outcome.NO_MEMBER);
            two.states.await("state", "of one"::equals);
            one.cluster.exchange(two.address()).get();
            assertThat(one.cluster.living()).hasSize(1);
            assertThat(two.cluster.living())
                    .as("an observer tells of no members")
                    .isEmpty();
        }
    }

    @Test
    void aFailureIsOneLineThatNamesTheAddress() {
        String closed;
        try (JavaPeer gone = peer("gone")) {
            closed = gone.address();
        }
        assertThatThrownBy(() -> member.cluster.exchange(closed).get())
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(ClusterException.class)
                .hasMessageStartingWith(closed + ": the connection is refused")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> member.cluster.exchange("no-such-host.invalid").get())
                .cause()
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("no-such-host.invalid");
        assertThatThrownBy(() -> member.cluster.exchange("[::1]:99999").get())
                .cause()
                .isInstanceOf(ClusterException.class);
    }

    @Test
    void anAnchorSaysWhyItIsNotJoined() throws IOException {
        try (JavaPeer otherKey = JavaPeer.start(
                        "key", options -> options.withKeyring(OTHER_KEYS).withLabel("c"));
                JavaPeer otherLabel = JavaPeer.start(
                        "label", options -> options.withKeyring(KEYS).withLabel("d"));
                JavaPeer noKey = JavaPeer.start("plain", options -> options.withLabel("c"));
                ServerSocket silent = new ServerSocket(0, 10, InetAddress.ofLiteral("::1"))) {
            String mute = "[::1]:" + silent.getLocalPort();
            try (JavaPeer observer = observer(
                    "observer",
                    otherKey.address(),
                    otherLabel.address(),
                    noKey.address(),
                    mute,
                    "no-such-host.invalid",
                    member.address())) {
                awaitOutcome(observer, otherKey.address(), Outcome.OTHER_KEY);
                awaitOutcome(observer, otherLabel.address(), Outcome.CLOSED);
                awaitOutcome(observer, noKey.address(), Outcome.OTHER_KEY);
                awaitOutcome(observer, "no-such-host.invalid", Outcome.UNRESOLVED);
                awaitOutcome(observer, member.address(), Outcome.ANSWERED);
                awaitOutcome(observer, mute, Outcome.TIMED_OUT);
                assertThat(observer.cluster.anchors()).hasSize(6);
            }
            otherKey.strangers.await("another key", text -> text.equals("OTHER_KEY"));
            otherLabel.strangers.await("another label", text -> text.equals("OTHER_LABEL"));
        }
    }

    @Test
    void aStrangerIsToldOnceAMinuteAndGarbageIsNamedSo() throws Exception {
        for (int i = 0; i < 5; i++) {
            TestSockets.exchange(Vectors.unhex("474554202f20485454502f312e310d0a0d0a"), member.address());
        }
        member.strangers.await("garbage", text -> text.equals("GARBAGE"));
        Events.until("all are refused", () -> member.counter("refused-unlabelled") == 5);
        TestSockets.send(Vectors.unhex("474554202f20485454502f312e310d0a0d0a"), member.address());
        Events.until("the packet is refused", () -> member.counter("refused-unlabelled") == 6);
        assertThat(member.strangers.all()).as("whatever it sends").hasSize(1);
    }

    @Test
    void aMemberFollowsAnObserverOnItsPortAtOnce() throws Exception {
        InetSocketAddress bind = new InetSocketAddress(InetAddress.ofLiteral("::1"), 0);
        ClusterOptions options = ClusterOptions.named("n", bind)
                .withTiming(Timing.LOCAL)
                .withKeyring(KEYS)
                .withLabel("c");
        int port = 0;
        for (int i = 0; i < 20; i++) {
            ClusterOptions again = ClusterOptions.named("n", new InetSocketAddress(bind.getAddress(), port))
                    .withTiming(Timing.LOCAL)
                    .withKeyring(KEYS)
                    .withLabel("c");
            ClusterOptions next = port == 0 ? options : again;
            try (Cluster one = Cluster.start(i % 2 == 0 ? next.asObserver() : next, new ClusterListener() {})) {
                port = one.address().port();
                member.cluster.exchange(one.address().toString()).get();
                one.exchange(member.address()).get();
            }
        }
    }
}
