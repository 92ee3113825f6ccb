package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.hepto.sml.MapPolicy.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorityPolicyTest {

    private static final Identity AUTHORITY = Identity.generate();
    private static final Identity OTHER = Identity.generate();

    @TempDir
    Path directory;

    private static SignedRecord settings(Identity by) {
        return SignedRecord.sign("c", by, new SignedRecord.Id("", "settings"), 0, 1, Map.of("k", Bytes.EMPTY));
    }

    private static Verdict meets(AuthorityPolicy policy, SignedRecord entry) {
        Verdict verdict = policy.judge(entry, id -> null).verdict();
        if (verdict == Verdict.ALLOWED) {
            policy.accepted(entry);
        }
        return verdict;
    }

    @Test
    void theFirstAuthorityThatIsMetIsPinnedOnDisk() throws IOException {
        Path file = directory.resolve("authority");
        AuthorityPolicy policy = AuthorityPolicy.firstMet(AuthorityPin.inFile(file));
        assertThat(meets(policy, settings(AUTHORITY))).isEqualTo(Verdict.ALLOWED);
        assertThat(meets(policy, settings(OTHER))).isEqualTo(Verdict.OTHER_AUTHORITY);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        AuthorityPolicy again = AuthorityPolicy.firstMet(AuthorityPin.inFile(file));
        assertThat(meets(again, settings(OTHER))).isEqualTo(Verdict.OTHER_AUTHORITY);
        assertThat(again.authority()).contains(AUTHORITY.publicKey());
    }

    @Test
    void withAFingerprintNoOtherIsTaken() {
        AuthorityPin pin = AuthorityPin.inMemory();
        String fingerprint = Identity.fingerprint(AUTHORITY.publicKey());
        AuthorityPolicy policy = AuthorityPolicy.expecting(fingerprint, pin);
        assertThat(meets(policy, settings(OTHER))).isEqualTo(Verdict.OTHER_AUTHORITY);
        assertThat(meets(policy, settings(AUTHORITY))).isEqualTo(Verdict.ALLOWED);
        assertThat(policy.authority()).contains(AUTHORITY.publicKey());
        assertThatThrownBy(() -> AuthorityPolicy.expecting(Identity.fingerprint(OTHER.publicKey()), pin))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining(fingerprint)
                .hasMessageContaining(Identity.fingerprint(OTHER.publicKey()));
    }

    @Test
    void aDamagedPinIsAnErrorThatSaysWhatToDo() throws IOException {
        Path file = Files.writeString(directory.resolve("authority"), "nonsense");
        assertThatThrownBy(() -> AuthorityPin.inFile(file))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("remove it");
    }

    @Test
    void aPinThatCannotBeWrittenLetsNothingIn() {
        AuthorityPolicy policy = AuthorityPolicy.firstMet(AuthorityPin.inFile(directory.resolve("no/such/place")));
        Replica replica = new Replica(policy, "c", "n", OTHER, change -> {}, new Counters());
        Bytes data = MapCodec.message(java.util.List.of(settings(AUTHORITY)));
        assertThatThrownBy(() -> replica.receive(data, "", 1, replica::genuine)).isInstanceOf(ClusterException.class);
        assertThat(replica.all()).isEmpty();
    }

    @Test
    void aRosterNamesEachNodeInItsShardWithAnIdentity() {
        AuthorityPolicy policy = AuthorityPolicy.of(AUTHORITY);
        Bytes admission = new Admitted(OTHER.publicKey(), 5).encode();
        SignedRecord.Id shard = Roster.shard("a");
        SignedRecord.Id wrong = Roster.shard("b").equals(shard) ? Roster.shard("e") : Roster.shard("b");
        assertThat(judged(policy, shard, Map.of("a", admission))).isEqualTo(Verdict.ALLOWED);
        assertThat(judged(policy, wrong, Map.of("a", admission))).isEqualTo(Verdict.REFUSED);
        assertThat(judged(policy, shard, Map.of("a", Bytes.utf8("short")))).isEqualTo(Verdict.REFUSED);
        assertThat(Admitted.decode(admission)).isEqualTo(new Admitted(OTHER.publicKey(), 5));
    }

    private static Verdict judged(AuthorityPolicy policy, SignedRecord.Id id, Map<String, Bytes> entries) {
        return policy.judge(SignedRecord.sign("c", AUTHORITY, id, 0, 1, entries), any -> null)
                .verdict();
    }

    @Test
    void aRequestStandsUnderTheFingerprintOfItsOwnIdentity() {
        AuthorityPolicy policy = AuthorityPolicy.of(AUTHORITY);
        String fingerprint = Identity.fingerprint(OTHER.publicKey());
        Map<String, Bytes> entries = Map.of("csr", Bytes.EMPTY);
        SignedRecord.Id id = new SignedRecord.Id(fingerprint, "request");
        assertThat(policy.judge(SignedRecord.sign("c", OTHER, id, 0, 1, entries), any -> null)
                        .verdict())
                .isEqualTo(Verdict.REQUEST);
        assertThat(policy.judge(SignedRecord.sign("c", AUTHORITY, id, 0, 1, entries), any -> null)
                        .verdict())
                .isEqualTo(Verdict.REFUSED);
        Map<String, Bytes> large = Map.of("csr", Bytes.wrap(new byte[AuthorityPolicy.REQUEST_BYTES]));
        assertThat(policy.judge(SignedRecord.sign("c", OTHER, id, 0, 1, large), any -> null)
                        .verdict())
                .isEqualTo(Verdict.REFUSED);
    }

    @Test
    void anIdentityComesBackFromItsFile() throws IOException {
        Path file = directory.resolve("identity");
        Identity made = Identity.loadOrCreate(file);
        assertThat(Identity.loadOrCreate(file).publicKey()).isEqualTo(made.publicKey());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.writeString(file, "damaged");
        assertThatThrownBy(() -> Identity.loadOrCreate(file)).hasMessageContaining("holds no identity");
    }

    @Test
    void aFingerprintIsTheHashOfTheRawKeyInBase64() {
        Bytes key = Bytes.hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        assertThat(Identity.fingerprint(key)).isEqualTo("SHA256:If4x36FUomFia/hUBG/SJxt77UtqvkWqWId+9H+XIbk");
    }
}
