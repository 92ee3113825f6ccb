package org.hepto.pekahi;

import java.nio.file.Path;

/**
 * Where a certificate and its key stand, for the arguments of a component.
 *
 * @param certificate PEM, mode 0644
 * @param key PKCS#8 PEM, mode 0600
 */
public record CertificateFiles(Path certificate, Path key) {}
