package org.hepto.services.helper;

import java.io.IOException;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hepto.daeman.FatalUnitException;
import org.hepto.pekahi.ClockCheck;
import org.hepto.pekahi.Ensured;
import org.hepto.pekahi.PkiDirectory;
import org.hepto.pekahi.PkiException;
import org.hepto.pekahi.Renewal;
import org.hepto.services.node.Authority;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.steps.Leaf;
import org.hepto.services.steps.StepResult;
import org.hepto.utils.Errors;

/**
 * Makes authorities and certificates in the PKI directory of a master. What is there and good is kept. A certificate never
 * brings its authority into being.
 */
final class Issuer {
    private Issuer() {}

    /**
     * Makes the authorities, the bundle of those whose clients are trusted, and the key of service accounts.
     *
     * @throws IOException if a file cannot be read or written, which may pass
     * @throws FatalUnitException if the operator has to do something
     */
    static StepResult ensureAuthorities(PkiFiles files, Instant now) throws IOException {
        return attempt(now, () -> {
            PkiDirectory pki = PkiDirectory.open(files.directory());
            for (Authority authority : Authority.values()) {
                pki.ensureCa(authority.file(), "hepto-" + authority.file(), now);
            }
            pki.ensureServiceAccountKey(PkiFiles.SERVICE_ACCOUNT);
            pki.ensureBundle(PkiFiles.CLIENT_AUTHORITIES, trusted(files));
            return StepResult.Done.SILENT;
        });
    }

    /**
     * Makes a new authority of nodes, which signs from now on, beside those that there are.
     *
     * @return the bundle of all, PEM
     */
    static StepResult replaceNodesAuthority(PkiFiles files, Instant now) throws IOException {
        return attempt(now, () -> {
            PkiDirectory pki = PkiDirectory.open(files.directory());
            pki.replaceCa(Authority.NODES.file(), now);
            return nodesAuthorities(pki, files);
        });
    }

    /**
     * Ends the trust in all authorities of nodes but the one that signs.
     *
     * @return the one, PEM
     */
    static StepResult dropOldNodesAuthority(PkiFiles files) throws IOException {
        return attempt(() -> {
            PkiDirectory pki = PkiDirectory.open(files.directory());
            pki.dropOldCas(Authority.NODES.file());
            return nodesAuthorities(pki, files);
        });
    }

    private static StepResult nodesAuthorities(PkiDirectory pki, PkiFiles files) throws IOException {
        pki.ensureBundle(PkiFiles.CLIENT_AUTHORITIES, trusted(files));
        return new StepResult.Done(Files.readString(files.authority(Authority.NODES)));
    }

    private static List<X509Certificate> trusted(PkiFiles files) throws IOException {
        List<X509Certificate> trusted = new ArrayList<>(Tls.certificates(files.authority(Authority.CLUSTER)));
        trusted.addAll(Tls.certificates(files.authority(Authority.NODES)));
        return trusted;
    }

    /**
     * Makes the certificates that are missing, due, or say something else.
     *
     * @param leaves at least one
     * @throws IOException if a file cannot be read or written, which may pass
     * @throws FatalUnitException if the operator has to do something
     */
    static StepResult.Issued ensureLeaves(PkiFiles files, List<Leaf> leaves, Instant now) throws IOException {
        return attempt(now, () -> {
            PkiDirectory pki = PkiDirectory.open(files.directory());
            List<String> changed = new ArrayList<>();
            Instant renewAt = Instant.MAX;
            for (Leaf leaf : leaves) {
                Ensured<X509Certificate> ensured = pki.ensureCertificate(
                        leaf.name(),
                        leaf.spec(),
                        leaf.life(),
                        pki.readCa(leaf.authority().file()),
                        now);
                if (ensured.changed()) {
                    changed.add(leaf.name());
                }
                Instant due = Renewal.renewAt(ensured.value());
                renewAt = due.isBefore(renewAt) ? due : renewAt;
            }
            return new StepResult.Issued(changed, renewAt);
        });
    }

    /** A step that may fail as files do. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws IOException;
    }

    static <T> T attempt(Instant now, Step<T> step) throws IOException {
        return attempt(() -> {
            ClockCheck.require(now, ClockCheck.EARLIEST);
            return step.run();
        });
    }

    private static <T> T attempt(Step<T> step) throws IOException {
        try {
            return step.run();
        } catch (PkiException e) {
            if (e.mayPass()) {
                throw new IOException(Errors.line(e), e);
            }
            throw new FatalUnitException(Errors.line(e), e);
        }
    }
}
