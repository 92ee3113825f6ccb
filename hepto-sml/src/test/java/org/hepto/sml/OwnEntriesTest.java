package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OwnEntriesTest {

    private static final SignedRecord.Id ID = new SignedRecord.Id(ReplicatedMap.CLUSTER, "refusals");
    private static final Bytes VALUE = Bytes.utf8("v");

    private final OwnEntries own = new OwnEntries();

    private static SortedMap<String, Bytes> base(String... keys) {
        SortedMap<String, Bytes> entries = new TreeMap<>();
        for (String key : keys) {
            entries.put(key, Bytes.utf8("of an earlier life"));
        }
        return entries;
    }

    private void write(String key, boolean delete) {
        assertThat(own.put(ID, key, delete ? null : VALUE)).isNotNull();
    }

    @Test
    void whatWasWrittenAndDeletedStandsAboveEarlierLives() {
        write("a", false);
        write("b", true);
        assertThat(own.above(ID, base("a", "b", "c"))).containsEntry("a", VALUE).containsOnlyKeys("a", "c");
    }

    @Test
    void endlessDeletionsAreNotRememberedForEver() {
        write("kept", false);
        for (int i = 0; i < 10_000; i++) {
            write("k" + i, false);
            write("k" + i, true);
        }
        assertThat(own.above(ID, base("k0", "k9999")))
                .as("the newest deletions stand, and all that is there")
                .containsOnlyKeys("kept", "k0");
        int first = 10_000 - OwnEntries.DELETIONS;
        assertThat(own.above(ID, base("k" + (first - 1), "k" + first))).containsOnlyKeys("kept", "k" + (first - 1));
    }

    @Test
    void aDeletionThatIsRepeatedIsANewOne() {
        write("a", true);
        for (int i = 1; i < OwnEntries.DELETIONS; i++) {
            write("k" + i, true);
        }
        write("a", true);
        write("z", true);
        assertThat(own.above(ID, base("a", "k1"))).containsOnlyKeys("k1");
    }
}
