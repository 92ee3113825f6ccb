package org.hepto.pekahi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hepto.pekahi.Fixture.NODE;
import static org.hepto.pekahi.Fixture.NOW;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.hepto.pekahi.Ensured.Outcome;
import org.hepto.utils.Ipv6Address;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnsureCertificateTest {
    @TempDir
    private Path temporary;

    private PkiDirectory pki;
    private CertificateAuthority ca;

    @BeforeEach
    void ensureAuthority() {
        pki = PkiDirectory.open(temporary.resolve("pki"));
        ca = pki.ensureCa("ca", "kubernetes-ca", NOW).value();
    }

    @Test
    void firstCallCreatesWithTheModesOfKeysAndCertificates() throws IOException {
        Ensured<X509Certificate> node = ensure(NODE, NOW);

        assertThat(node.outcome()).isEqualTo(Outcome.CREATED);
        assertThat(mode(pki.path())).isEqualTo("rwx------");
        assertThat(mode(pki.files("node").key())).isEqualTo("rw-------");
        assertThat(mode(pki.files("node").certificate())).isEqualTo("rw-r--r--");
        assertThat(mode(pki.files("ca").key())).isEqualTo("rw-------");
        try (var files = Files.list(pki.path())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("nothing temporary is left")
                    .containsExactlyInAnyOrder("ca.crt", "ca.key", "node.crt", "node.key");
        }
    }

    @Test
    void secondCallKeepsEveryByte() throws IOException {
        ensure(NODE, NOW);
        byte[] before = Files.readAllBytes(pki.files("node").certificate());

        Ensured<X509Certificate> again = ensure(NODE, NOW.plus(Fixture.DAY));

        assertThat(again.changed()).isFalse();
        assertThat(Files.readAllBytes(pki.files("node").certificate())).isEqualTo(before);
        assertThat(pki.ensureCa("ca", "kubernetes-ca", NOW).outcome()).isEqualTo(Outcome.KEPT);
    }

    @Test
    void certificateIsRenewedAtTwoThirdsAndItsKeyIsKept() throws IOException {
        Instant renewAt = Renewal.renewAt(ensure(NODE, NOW).value());
        byte[] key = Files.readAllBytes(pki.files("node").key());

        assertThat(ensure(NODE, renewAt.minusSeconds(1)).outcome()).isEqualTo(Outcome.KEPT);
        Ensured<X509Certificate> renewed = ensure(NODE, renewAt);

        assertThat(renewed.outcome()).isEqualTo(Outcome.RENEWED);
        assertThat(renewed.reason()).startsWith("two thirds of its life are over");
        assertThat(Renewal.notAfter(renewed.value())).isEqualTo(renewAt.plus(Duration.ofDays(30)));
        assertThat(Files.readAllBytes(pki.files("node").key())).isEqualTo(key);
        assertThat(ensure(NODE, renewAt).outcome()).isEqualTo(Outcome.KEPT);
    }

    @Test
    void nodeThatWasOffForAYearIsServed() {
        ensure(NODE, NOW);

        Ensured<X509Certificate> renewed = ensure(NODE, NOW.plus(Duration.ofDays(365)));

        assertThat(renewed.outcome()).isEqualTo(Outcome.RENEWED);
        assertThat(renewed.reason()).startsWith("it has ended at 2026-07-01T12:00:00Z");
    }

    @Test
    void otherNamesGroupsOrUsagesAreReasonsToMakeItAgain() {
        ensure(NODE, NOW);
        CertificateSpec moved = NODE.ip(Ipv6Address.parse("fd00::9"));
        CertificateSpec client = CertificateSpec.of("x", CertificateUsage.CLIENT);

        assertThat(ensure(moved, NOW).reason()).startsWith("its names change").contains("IP:fd00::9");
        assertThat(ensure(NODE.organisation("more"), NOW).reason()).startsWith("its subject changes");
        assertThat(ensure(client, NOW).outcome()).isEqualTo(Outcome.RENEWED);
        assertThat(ensure(CertificateSpec.of("x", CertificateUsage.SERVER), NOW).reason())
                .isEqualTo("its usages change");
    }

    @Test
    void certificateOfAnotherAuthorityIsMadeAgain() {
        ensure(NODE, NOW);
        CertificateAuthority other = pki.ensureCa("other", "kubernetes-ca", NOW).value();

        assertThat(pki.ensureCertificate("node", NODE, Fixture.LIFE, other, NOW).reason())
                .isEqualTo("it is of another authority");
    }

    /** An authority that is being replaced: both are trusted, the one with the key signs. */
    @Test
    void authorityOfABundleSignsWithTheOneThatFitsItsKey() throws IOException {
        CertificateAuthority old = pki.ensureCa("old", "kubernetes-ca", NOW).value();
        CertificateAuthority next = pki.ensureCa("next", "kubernetes-ca", NOW).value();
        Path bundle = pki.files("next").certificate();
        Files.writeString(bundle, Certificates.toPem(old.certificate(), next.certificate()));

        CertificateAuthority read = pki.ensureCa("next", "kubernetes-ca", NOW).value();

        assertThat(read.certificate()).isEqualTo(next.certificate());
        assertThat(pki.list(NOW))
                .filteredOn(status -> status.name().equals("next"))
                .hasSize(2);
    }

    @Test
    void bundleIsWrittenWhenItSaysSomethingElse() throws IOException {
        List<X509Certificate> both = List.of(
                pki.ensureCa("a", "a", NOW).value().certificate(),
                pki.ensureCa("b", "b", NOW).value().certificate());

        assertThat(pki.ensureBundle("trusted", both)).isTrue();
        assertThat(pki.ensureBundle("trusted", both)).isFalse();
        assertThat(pki.ensureBundle("trusted", both.reversed())).isTrue();
        assertThat(Certificates.parsePem(Files.readString(pki.files("trusted").certificate())))
                .isEqualTo(both.reversed());
    }

    @Test
    void certificateLivesAsLongAsItIsTold() {
        Duration week = Duration.ofDays(7);
        X509Certificate leaf =
                pki.ensureCertificate("node", NODE, week, ca, NOW).value();

        assertThat(Renewal.notAfter(leaf)).isEqualTo(NOW.plus(week));
    }

    @Test
    void certificateThatDoesNotFitItsKeyIsMadeAgainForTheKey() throws IOException {
        ensure(NODE, NOW);
        KeyPair other = EcKey.generate();
        new PemFile(pki.files("node").key(), "").write(other);

        Ensured<X509Certificate> renewed = ensure(NODE, NOW);

        assertThat(renewed.reason()).isEqualTo("its key is another one");
        assertThat(renewed.value().getPublicKey()).isEqualTo(other.getPublic());
    }

    @Test
    void certificateWithoutKeyIsMadeAgain() throws IOException {
        ensure(NODE, NOW);
        Files.delete(pki.files("node").key());

        assertThat(ensure(NODE, NOW).reason()).isEqualTo("its key was gone");
        assertThat(ensure(NODE, NOW).outcome()).isEqualTo(Outcome.KEPT);
    }

    @Test
    void certificateOfTheFutureIsMadeAgainOnceTheClockIsRight() {
        ensure(NODE, NOW.plus(Duration.ofDays(100)));

        assertThat(ensure(NODE, NOW).reason()).startsWith("it is not valid before");
        assertThatThrownBy(() -> ensure(NODE, Instant.EPOCH))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("set the clock");
    }

    @Test
    void leafThatEndsWithItsAuthorityIsNotMadeAgainForNothing() {
        Instant last = Renewal.notAfter(ca.certificate());
        ensure(NODE, last.minus(Fixture.DAY));

        assertThat(ensure(NODE, last.minusSeconds(1)).outcome()).isEqualTo(Outcome.KEPT);
        assertThatThrownBy(() -> ensure(NODE, last)).isInstanceOf(PkiException.class);
    }

    @Test
    void partsForASignerElsewhereDoTheSame() {
        KeyPair key = pki.ensureKey("node").value();
        String sent = CertificateRequest.create(key).toPem();
        X509Certificate signed = ca.sign(CertificateRequest.parsePem(sent).publicKey(), NODE, Fixture.LIFE, NOW);

        assertThat(pki.store("node", signed, NODE, List.of(ca.certificate()), NOW))
                .isTrue();

        assertThat(pki.store("node", signed, NODE, List.of(ca.certificate()), NOW))
                .as("again")
                .isFalse();
        assertThat(ensure(NODE, NOW).outcome()).isEqualTo(Outcome.KEPT);
    }

    @Test
    void certificateThatIsDueIsStoredAllTheSame() {
        KeyPair key = pki.ensureKey("node").value();
        X509Certificate signed = ca.sign(key.getPublic(), NODE, Fixture.LIFE, NOW);

        assertThat(pki.store(
                        "node",
                        signed,
                        NODE,
                        List.of(ca.certificate()),
                        NOW.plus(Fixture.LIFE).minusSeconds(1)))
                .isTrue();
    }

    @Test
    void certificateThatIsOfNoUseHereIsNotStored() {
        PublicKey key = pki.ensureKey("node").value().getPublic();
        X509Certificate good = ca.sign(key, NODE, Fixture.LIFE, NOW);
        X509Certificate beta = ca.sign(key, CertificateSpec.node("beta", Fixture.MESH), Fixture.LIFE, NOW);
        CertificateAuthority foreign = Fixture.authority();

        assertNotStored(Fixture.leaf(ca, NODE), ca, NOW, "its key is another one");
        assertNotStored(good, foreign, NOW, "it is of another authority");
        assertNotStored(beta, ca, NOW, "its subject changes from");
        assertNotStored(good, ca, NOW.plus(Fixture.LIFE), "it has ended at");
        assertNotStored(good, ca, NOW.minus(Fixture.DAY), "it is not valid before");
    }

    private void assertNotStored(X509Certificate leaf, CertificateAuthority authority, Instant now, String reason) {
        assertThatThrownBy(() -> pki.store("node", leaf, NODE, List.of(authority.certificate()), now))
                .isInstanceOf(PkiException.class)
                .hasMessageStartingWith(pki.files("node").certificate() + ": a certificate is not stored: " + reason)
                .hasMessageEndingWith("; request it again");
        assertThat(pki.files("node").certificate()).doesNotExist();
    }

    @Test
    void authorityIsReplacedWithAnOverlap() {
        X509Certificate first = ensure(NODE, NOW).value();

        CertificateAuthority next = pki.replaceCa("ca", NOW);

        List<X509Certificate> both = List.of(next.certificate(), ca.certificate());
        assertThat(bundle()).isEqualTo(both);
        assertThat(pki.readCa("ca").certificate()).isEqualTo(next.certificate());
        assertThat(pki.store("node", first, NODE, both, NOW))
                .as("the first is good still")
                .isFalse();
        Ensured<X509Certificate> renewed = pki.ensureCertificate("node", NODE, Fixture.LIFE, next, NOW);
        assertThat(renewed.reason()).isEqualTo("it is of another authority");

        assertThat(pki.dropOldCas("ca").certificate()).isEqualTo(next.certificate());
        assertThat(pki.dropOldCas("ca").certificate()).as("again").isEqualTo(next.certificate());

        assertThat(bundle()).containsExactly(next.certificate());
        assertThat(pki.ensureCertificate("node", NODE, Fixture.LIFE, next, NOW).changed())
                .isFalse();
    }

    private List<X509Certificate> bundle() {
        return new PemFile(pki.files("ca").certificate(), "").readCertificates();
    }

    @Test
    void whateverHappensTheNextCallKeeps() {
        Random random = new Random(3);
        Instant now = NOW;
        for (int i = 0; i < 60; i++) {
            now = now.plus(Duration.ofHours(random.nextInt(24 * 25)));
            if (now.isAfter(Renewal.notAfter(ca.certificate()))) {
                return;
            }
            CertificateSpec spec = random.nextInt(3) == 0 ? NODE.dns("n" + random.nextInt(3)) : NODE;
            X509Certificate made = ensure(spec, now).value();
            Ensured<X509Certificate> again = ensure(spec, now);
            assertThat(again.outcome()).as("step %d at %s", i, now).isEqualTo(Outcome.KEPT);
            assertThat(again.value()).isEqualTo(made);
        }
    }

    private Ensured<X509Certificate> ensure(CertificateSpec spec, Instant now) {
        return pki.ensureCertificate("node", spec, Fixture.LIFE, ca, now);
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
