package org.hepto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Help.Ansi;

class StatusTableTest {
    @Test
    void unitsNodesMemoryAndCertificatesAreTables() {
        assertThat(new StatusTable(Ansi.OFF, Statuses.NOW).format(Statuses.of(false)))
                .isEqualTo("""
                n1 of cluster test, master, fd00::1, not ready
                hepto 1.2 (build abc), its daemon is process 2 of the node
                the node stops: damaged keys
                joining: waits for admission?

                UNIT                 STATE        SINCE  RESTARTS  WAITS FOR / DETAIL
                address              READY           2h         0  2001:db8::5
                etcd                 READY         119s         1  a probe failed: 500 from readyz
                apiserver            STARTING        3s         0  readyz
                kubelet              BACKOFF         2d        12  a?b

                PEER      SITE    MESH     PUBLIC ADDRESS       HANDSHAKE  RX/TX MiB  RTT ms  GOSSIP   CERTIFICATE
                n2        berlin  fd00::2  [2001:db8::2]:51820  12s        1.5/0.1    81.2    alive    in 6d
                far-away  berlin  fd00::2  [2001:db8::2]:51820  3m1s       1.5/0.1    81.2    alive    in 6d
                n4        berlin  fd00::2  [2001:db8::2]:51820  0s         1.5/0.1    81.2    suspect  EXPIRED 3m0s ago
                n5        -       fd00::5  -                    never      0.0/0.0    -       unknown  -

                MEMORY                 ANON MiB
                init                        1.5
                control-plane             189.0

                CERTIFICATE                      EXPIRES
                apiserver                        2026-01-12T03:04:05Z, in 10d
                front-proxy                      2026-01-12T03:04:04Z, in 9d, not renewed: see hepto.log
                n1                               2026-01-02T03:01:05Z, EXPIRED 3m0s ago
                torn                             unknown: no certificate in it
                """);
    }

    @Test
    void warningsAreRedOnATerminal() {
        assertThat(new StatusTable(Ansi.ON, Statuses.NOW)
                        .format(Statuses.of(true))
                        .lines())
                .filteredOn(line -> line.contains("\u001b["))
                .hasSize(6);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "119, 119s",
        "120, 2m0s",
        "7199, 119m59s",
        "7200, 2h",
        "172799, 47h",
        "172800, 2d",
    })
    void agesAreWrittenAsKubectlDoes(long seconds, String text) {
        assertThat(StatusTable.age(Duration.ofSeconds(seconds))).isEqualTo(text);
    }
}
