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

        assertThat(pki.ensureCertificate("node", NODE, CertificateProfile.LEAF_LIFE, other, NOW)
                        .reason())
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
        KeyPair other = KeyKind.EC_P256.generate();
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
        assertThat(pki.reasonToIssue("node", NODE, ca.certificate(), NOW)).hasValue("there was none");
        byte[] sent = CertificateRequest.create(NODE, key).encoded();
        X509Certificate signed = ca.sign(CertificateRequest.parse(sent), CertificateProfile.upTo(NODE), NOW);

        pki.store("node", Certificates.parse(Certificates.encoded(signed)), NODE, ca.certificate(), NOW);

        assertThat(pki.reasonToIssue("node", NODE, ca.certificate(), NOW)).isEmpty();
        assertThat(ensure(NODE, NOW).outcome()).isEqualTo(Outcome.KEPT);
    }

    @Test
    void certificateForAnotherKeyIsNotStored() {
        pki.ensureKey("node");
        X509Certificate strange = Fixture.leaf(ca, NODE);

        assertThatThrownBy(() -> pki.store("node", strange, NODE, ca.certificate(), NOW))
                .isInstanceOf(PkiException.class)
                .hasMessage(pki.files("node").certificate()
                        + ": a certificate is not stored: its key is another one; request it again");
        assertThat(pki.files("node").certificate()).doesNotExist();
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
        return pki.ensureCertificate("node", spec, CertificateProfile.LEAF_LIFE, ca, now);
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
