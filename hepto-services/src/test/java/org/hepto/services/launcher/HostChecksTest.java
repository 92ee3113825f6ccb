package org.hepto.services.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.hepto.selfcontain.KernelFeature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostChecksTest {
    @ParameterizedTest
    @CsvSource({
        "Operation not supported (errno 95), modprobe ipvlan",
        "Device or resource busy (errno 16), part of a bridge",
        "Invalid argument (errno 22), it cannot carry one",
    })
    void remedyForIpvlanFollowsFromWhatTheKernelSays(String words, String remedy) {
        KernelFeature feature = new KernelFeature(
                "ipvlan", Optional.of("add ipvlan trial-ipvlan on eth0: " + words), "load it with modprobe ipvlan");
        assertThat(HostChecks.kernel(feature).remedy())
                .hasValueSatisfying(text -> assertThat(text).contains(remedy));
    }

    @Test
    void featureThatWorksNeedsNoRemedy() {
        assertThat(HostChecks.kernel(new KernelFeature("veth", Optional.empty(), "load it")))
                .isEqualTo(CheckResult.ok("kernel: veth", "works"));
    }
}
