package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestRoomTest {

    private static final long NOW = 1_800_000_000_000L;

    private final RequestRoom room = new RequestRoom();
    private int invented;

    private static SignedRecord request(Identity by, long version) {
        var id = new SignedRecord.Id(Identity.fingerprint(by.publicKey()), "request");
        return SignedRecord.sign("c", by, id, 0, version, Map.of("name", Bytes.utf8("n")));
    }

    private SignedRecord bring(String carrier) {
        SignedRecord request = request(Identity.generate(), NOW + ++invented);
        room.offer(request, carrier, NOW);
        return request;
    }

    private boolean has(SignedRecord request) {
        return room.all().contains(request);
    }

    @Test
    void whoBringsMostGivesUpItsOldest() {
        SignedRecord honest = bring("honest");
        SignedRecord first = bring("flood");
        for (int i = 0; i < 2 * RequestRoom.CAPACITY; i++) {
            assertThat(has(bring("flood"))).isTrue();
        }
        assertThat(has(honest)).isTrue();
        assertThat(has(first)).isFalse();
        assertThat(room.all()).hasSize(RequestRoom.CAPACITY);
    }

    @Test
    void aCarrierMoreIsHeardHoweverManyHaveBroughtOneEach() {
        SignedRecord first = bring("0");
        SignedRecord second = bring("1");
        for (int i = 2; i < RequestRoom.CAPACITY; i++) {
            assertThat(has(bring(Integer.toString(i)))).isTrue();
        }
        assertThat(has(bring("honest"))).isTrue();
        assertThat(has(first)).as("the oldest gives way").isFalse();
        assertThat(has(second)).isTrue();
        assertThat(room.all()).hasSize(RequestRoom.CAPACITY);
    }

    @Test
    void aCarrierThatHasOneAlreadyTakesNoneOfAnother() {
        SignedRecord first = bring("0");
        for (int i = 1; i < RequestRoom.CAPACITY - 1; i++) {
            assertThat(has(bring(Integer.toString(i)))).isTrue();
        }
        SignedRecord mine = bring("again");
        assertThat(has(bring("again"))).isTrue();
        assertThat(has(mine)).isFalse();
        assertThat(has(first)).isTrue();
    }

    @Test
    void thisNodesOwnRequestGivesWayToNobody() {
        SignedRecord own = bring("");
        for (int i = 0; i < 3 * RequestRoom.CAPACITY; i++) {
            assertThat(has(bring(Integer.toString(i)))).isTrue();
        }
        assertThat(has(own)).isTrue();
    }
}
