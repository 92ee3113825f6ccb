package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class EntryTableTest {

    private static final Identity IDENTITY = Identity.generate();

    private static Entry entry(String owner, String key, long version, boolean deleted, String value) {
        return new Entry(
                owner,
                key,
                version,
                deleted ? 1000 : 0,
                deleted,
                Bytes.utf8(value),
                Bytes.EMPTY,
                Bytes.utf8("signature " + value));
    }

    private static Set<Entry> merged(List<Entry> entries) {
        var table = new EntryTable();
        entries.forEach(entry -> table.merge(entry, 0));
        return Set.copyOf(table.all());
    }

    @Provide
    Arbitrary<List<Entry>> entries() {
        Arbitrary<String> names = Arbitraries.of("a", "b");
        return Combinators.combine(
                        names,
                        names,
                        Arbitraries.longs().between(1, 4),
                        Arbitraries.of(true, false),
                        Arbitraries.of("x", "y", "z"))
                .as(EntryTableTest::entry)
                .list()
                .ofMaxSize(20);
    }

    @Property(tries = 300)
    void theOrderDoesNotMatter(@ForAll("entries") List<Entry> entries, @ForAll long seed) {
        var shuffled = new ArrayList<>(entries);
        Collections.shuffle(shuffled, new Random(seed));
        assertThat(merged(shuffled)).isEqualTo(merged(entries));
    }

    @Property(tries = 300)
    void mergingIsAssociative(
            @ForAll("entries") List<Entry> a, @ForAll("entries") List<Entry> b, @ForAll("entries") List<Entry> c) {
        var left = new ArrayList<>(merged(concat(a, b)));
        var right = new ArrayList<>(merged(concat(b, c)));
        assertThat(merged(concat(left, c))).isEqualTo(merged(concat(a, right)));
    }

    @Property(tries = 300)
    void mergingTwiceChangesNothing(@ForAll("entries") List<Entry> entries) {
        var table = new EntryTable();
        entries.forEach(entry -> table.merge(entry, 0));
        assertThat(entries).noneMatch(entry -> table.merge(entry, 0));
    }

    private static List<Entry> concat(List<Entry> a, List<Entry> b) {
        var both = new ArrayList<>(a);
        both.addAll(b);
        return both;
    }

    @Property(tries = 100)
    void entriesComeBackFromTheirBytes(@ForAll("entries") List<Entry> entries) throws WireException {
        assertThat(EntryCodec.decode(EntryCodec.encode(entries))).isEqualTo(entries);
    }

    @Test
    void tombstonesAreForgottenAndNotLetInAgain() {
        var table = new EntryTable();
        Entry tombstone = entry("a", "k", 2, true, "");
        assertThat(table.merge(tombstone, 0)).isTrue();
        assertThat(table.merge(entry("a", "k", 1, false, "old"), 0)).isFalse();
        table.expire(1000);
        assertThat(table.all()).isEmpty();
        assertThat(table.merge(tombstone, 1000)).isFalse();
    }

    @Test
    void manyOwnersWithoutValuesAreBoundedToo() {
        var table = new EntryTable();
        for (int i = 0; i < 100_000; i++) {
            table.merge(entry("owner" + i, "k", 1, i % 2 == 0, ""), 0);
        }
        assertThat(table.all()).hasSizeLessThan(EntryCodec.MAX_ENTRIES);
        assertThat(EntryCodec.encode(table.all()).length()).isLessThan(2 * EntryTable.MAX_BYTES);
    }

    @Test
    void anOwnersShareIsBounded() {
        var table = new EntryTable();
        for (int i = 0; i < 1000; i++) {
            table.merge(entry("a", "k" + i, 1, false, "v"), 0);
        }
        assertThat(table.all()).hasSize(EntryTable.MAX_ENTRIES);
        long before = table.bytes();
        String big = "x".repeat(Entry.MAX_VALUE);
        for (int i = 0; i < 40; i++) {
            table.merge(entry("b", "k" + i, 1, false, big), 0);
        }
        assertThat(table.bytes() - before).isLessThanOrEqualTo(EntryTable.MAX_OWNER_BYTES);
        assertThat(table.merge(entry("b", "k0", 2, false, ""), 0))
                .as("less is always possible")
                .isTrue();
    }

    @Test
    void onlyTheOwnersSignatureOverTheWholeEntryIsGenuine() {
        var id = new Entry.Id("a", "k");
        Entry signed = Entry.signed(IDENTITY, id, 5, 0, false, Bytes.utf8("v"));
        assertThat(signed.genuine()).isTrue();
        assertThat(new Entry("a", "k", 6, 0, false, signed.value(), signed.publicKey(), signed.signature()).genuine())
                .isFalse();
        assertThat(new Entry("b", "k", 5, 0, false, signed.value(), signed.publicKey(), signed.signature()).genuine())
                .isFalse();
        assertThat(new Entry("a", "k", 5, 0, false, signed.value(), signed.publicKey(), Bytes.EMPTY).genuine())
                .isFalse();
        Bytes other = Identity.generate().publicKey();
        assertThat(new Entry("a", "k", 5, 0, false, signed.value(), other, signed.signature()).genuine())
                .isFalse();
    }

    @Test
    void anIdentityComesBackFromItsBytes() {
        Identity again = Identity.load(IDENTITY.save());
        assertThat(again.publicKey()).isEqualTo(IDENTITY.publicKey());
        byte[] data = {1, 2, 3};
        assertThat(Identity.verify(IDENTITY.publicKey(), data, again.sign(data)))
                .isTrue();
        assertThatThrownBy(() -> Identity.load(Bytes.utf8("nonsense"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPinnedKeyStaysUntilItIsForgotten() {
        var pins = new PinnedKeys(java.util.Map.of("a", Bytes.of(new byte[] {1})));
        assertThat(pins.trusts("a", Bytes.of(new byte[] {2}))).isFalse();
        assertThat(pins.trusts("b", Bytes.of(new byte[] {2}))).isTrue();
        assertThat(pins.trusts("b", Bytes.of(new byte[] {3}))).isFalse();
        pins.forget("a");
        assertThat(pins.trusts("a", Bytes.of(new byte[] {2}))).isTrue();
        assertThat(pins.pins()).hasSize(2);
    }
}
