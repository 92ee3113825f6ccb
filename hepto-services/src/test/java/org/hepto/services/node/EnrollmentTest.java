package org.hepto.services.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrollmentTest {
    private static final ClusterNetwork NETWORK = new ClusterNetwork(Ipv6Prefix.parse("fd12:3456:789a::/48"));
    private static final Enrollment GIVEN = new Enrollment(
            NETWORK, Ipv6Prefix.parse("fd12:3456:789a:1001::/64"), Ipv6Address.parse("fd12:3456:789a::1"));

    @TempDir
    Path directory;

    private NodePaths paths() {
        return new NodePaths(directory);
    }

    @Test
    void newcomerHasNone() {
        assertThat(Enrollment.read(paths())).isEmpty();
    }

    @Test
    void isReadAsItWasWrittenAndForRootAlone() throws IOException {
        GIVEN.write(paths());
        assertThat(Enrollment.read(paths())).contains(GIVEN);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(paths().enrollment())))
                .isEqualTo("rw-------");
    }

    @Test
    void tornFileIsNamedWithTheRemedy() throws IOException {
        Files.writeString(paths().enrollment(), "format=1\nnetwork=fd12:3456:789a::/48\n");
        assertThatThrownBy(() -> Enrollment.read(paths()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("enrollment.properties is corrupt (it has no pods); restore it from a copy");
    }

    @Test
    void rangeAndApiserverBelongToTheNetwork() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Enrollment(NETWORK, Ipv6Prefix.parse("fd12:3456:789a:2000::/64"), GIVEN.api()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Enrollment(NETWORK, GIVEN.pods(), Ipv6Address.parse("2001:db8::1")));
    }
}
