package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyringTest {

    private static final Bytes FIRST = Vectors.KEY_256;
    private static final Bytes SECOND = Vectors.KEY_192;

    @Test
    void threeStepsChangeTheKey() {
        Keyring ring = Keyring.of(FIRST).add(SECOND);
        assertThat(ring.keys()).containsExactly(FIRST, SECOND);
        assertThat(ring.add(SECOND)).isSameAs(ring);
        ring = ring.use(SECOND);
        assertThat(ring.keys()).containsExactly(SECOND, FIRST);
        assertThat(ring.remove(FIRST).keys()).containsExactly(SECOND);
    }

    @Test
    void stepsOutOfOrderAreRefusedWithWhatToDo() {
        assertThatThrownBy(() -> Keyring.of(FIRST).use(SECOND)).hasMessageContaining("add it first");
        assertThatThrownBy(() -> Keyring.of(FIRST).remove(FIRST)).hasMessageContaining("use another one first");
    }

    @Test
    void otherLengthsAreRefused() {
        assertThatThrownBy(() -> Keyring.of(Bytes.wrap(new byte[15])))
                .hasMessage("the gossip key has 15 bytes: give 16, 24 or 32 (32, 48 or 64 hex digits)");
    }

    @Test
    void aRemovedKeyIsGoneFromMemory() {
        var wire = new Wire(new Label(""), Keyring.of(FIRST), false, new SecureRandom());
        WeakReference<Bytes> removed = sealWithAKeyForAWhile(wire);
        assertThat(wire.seal(new byte[1], 0)).isNotEmpty();
        Events.until("it is collected", () -> {
            System.gc();
            return removed.get() == null;
        });
    }

    private static WeakReference<Bytes> sealWithAKeyForAWhile(Wire wire) {
        Bytes key = Bytes.of(new byte[32]);
        wire.keyring(Keyring.of(key));
        assertThat(wire.seal(new byte[1], 0)).isNotEmpty();
        wire.keyring(Keyring.of(FIRST));
        return new WeakReference<>(key);
    }

    @Test
    void aKeyIsNeverPrinted() {
        assertThat(Keyring.of(FIRST).toString())
                .doesNotContain(FIRST.toHex().substring(0, 8))
                .contains(Keyring.print(FIRST));
    }

    @Test
    void whoIsNotReadyForAStepIsKnown() {
        var told = Map.of("a", List.of("k1", "k2"), "b", List.of("k1"));
        assertThat(KeyRotation.missing("k2", told, List.of("a", "b", "c"))).containsExactly("b", "c");
        assertThat(KeyRotation.sealing("k1", told)).containsExactlyInAnyOrder("a", "b");
        assertThat(KeyRotation.sealing("k2", told)).isEmpty();
    }
}
