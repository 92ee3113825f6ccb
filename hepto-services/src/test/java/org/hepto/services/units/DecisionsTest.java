package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hepto.services.node.ConfigException;
import org.hepto.services.node.Node;
import org.hepto.services.node.TestNodes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionsTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    @SuppressWarnings("NullAway.Init")
    private Node node;

    @SuppressWarnings("NullAway.Init")
    private Decisions decisions;

    @BeforeEach
    void make() {
        node = TestNodes.master(data);
        decisions = Decisions.of(node);
    }

    private Path file() {
        return node.pki().directory().resolve("revocation.properties");
    }

    @Test
    void whoIsForgottenIsRememberedOverARestart() throws Exception {
        decisions.forget("n1");
        decisions.advance(revocation -> revocation.begun(Set.of("n1"), NOW).settled(NOW.plusSeconds(1)));
        decisions.forget("n2");
        Decisions again = Decisions.of(node);
        assertThat(again.leaving()).containsExactlyInAnyOrder("n1", "n2");
        assertThat(again.revocation()).isEqualTo(decisions.revocation());
    }

    @Test
    void eachNameThatIsBeingForgottenHasALine() throws Exception {
        assertThat(decisions.forgetting()).isEmpty();
        decisions.forget("n1");
        decisions.advance(revocation -> revocation.begun(Set.of("n1"), NOW));
        decisions.progress("waits for something");
        decisions.forget("n2");
        assertThat(decisions.forgetting())
                .containsExactly(
                        Map.entry("n1", "waits for something"), Map.entry("n2", "waits until n1 is forgotten"));
    }

    @Test
    void nothingIsLeftWhenAllIsDone() throws Exception {
        decisions.forget("n1");
        decisions.advance(revocation -> revocation.begun(Set.of("n1"), NOW));
        assertThat(file()).exists();
        decisions.advance(Revocation::ended);
        assertThat(file()).doesNotExist();
    }

    @Test
    void tornFileSaysWhatToDo() throws Exception {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "queued=n1\nreplaced=yesterday\n");
        assertThatThrownBy(() -> Decisions.of(node))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is corrupt")
                .hasMessageContaining("remove it, then forget the nodes again");
    }

    @Test
    void roundsAreWokenByEachDecision() throws Exception {
        List<String> woken = new ArrayList<>();
        decisions.listen(() -> woken.add("woken"));
        decisions.approve("SHA256:b");
        assertThat(decisions.isApproved("SHA256:b")).isTrue();
        decisions.forget("n2");
        assertThat(woken).hasSize(2);
        decisions.admitted("SHA256:b");
        assertThat(decisions.isApproved("SHA256:b")).isFalse();
    }

    @Test
    void progressIsTheNewestUntilTheNameIsFree() throws Exception {
        decisions.forget("n1");
        Optional<String> first = decisions.awaitProgress("n1", "");
        assertThat(first).contains("a new authority of nodes is about to be made");
        CompletableFuture<Optional<String>> second = awaitAfter(first.orElseThrow());
        decisions.progress("waits");
        decisions.advance(revocation -> revocation.begun(Set.of("n1"), NOW));
        assertThat(second.get(1, TimeUnit.MINUTES)).contains("waits");
        decisions.forget("n2");
        assertThat(decisions.awaitProgress("n2", "")).contains("waits until n1 is forgotten");
        CompletableFuture<Optional<String>> last = awaitAfter("waits");
        decisions.advance(Revocation::ended);
        assertThat(last.get(1, TimeUnit.MINUTES)).isEmpty();
    }

    private CompletableFuture<Optional<String>> awaitAfter(String known) {
        CompletableFuture<Optional<String>> news = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                news.complete(decisions.awaitProgress("n1", known));
            } catch (InterruptedException e) {
                news.completeExceptionally(e);
            }
        });
        return news;
    }
}
