package org.hepto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.hepto.services.local.LocalOptions;
import org.junit.jupiter.api.Test;

class UpTest {
    private final FakeServices services = new FakeServices();

    @Test
    void upHasDefaultsAndPrintsTheKubeconfig() {
        assertThat(services.run("up")).isZero();
        assertThat(services.calls)
                .containsExactly("up "
                        + new LocalOptions(
                                3, "local", Path.of("/var/lib/hepto"), Duration.ofMinutes(10), false, false));
        assertThat(services.out.toString()).isEqualTo("m1 starts\nexport KUBECONFIG=/kubeconfig\n");
    }

    @Test
    void everyOptionOfUpArrives() {
        services.run("up", "--nodes=1", "--cluster=ci", "--data=/srv", "--wait=9", "--keep", "--isolated");
        assertThat(services.calls)
                .containsExactly("up " + new LocalOptions(1, "ci", Path.of("/srv"), Duration.ofSeconds(9), true, true));
    }

    @Test
    void wrongNumbersAndNamesAreRefused() {
        assertThat(services.run("up", "--nodes=17")).isEqualTo(2);
        assertThat(services.run("up", "--nodes=0")).isEqualTo(2);
        assertThat(services.run("up", "--wait=0")).isEqualTo(2);
        assertThat(services.run("up", "--cluster=..")).isEqualTo(2);
        assertThat(services.run("down", "--cluster=../x")).isEqualTo(2);
        assertThat(services.calls).isEmpty();
        assertThat(services.err.toString()).contains("--nodes is not 1 to 16", "'../x' is no name of a cluster");
    }

    @Test
    void aFailureIsOneLine() {
        services.failure = new IOException("node n1 ended");
        assertThat(services.run("up")).isEqualTo(1);
        assertThat(services.err.toString()).isEqualTo("hepto: node n1 ended\n");
    }

    @Test
    void downNamesTheCluster() {
        assertThat(services.run("down")).isZero();
        assertThat(services.calls).containsExactly("down /var/lib/hepto local");
    }
}
