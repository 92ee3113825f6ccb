package org.hepto.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuPlacementTest {
    private final Map<String, HostSize> hosts = new LinkedHashMap<>();

    private void host(String name, int memoryMiB) {
        hosts.put(name, new HostSize(memoryMiB, 1));
    }

    private Map<String, Integer> spread(Integer... cpus) {
        return CpuPlacement.spread(List.of(cpus), hosts, Map.of());
    }

    @Test
    void largeHostsAreApartAndTheRouterIsLight() {
        host("router", 192);
        host("n1", 3072);
        host("small", 512);
        host("n2", 3072);
        assertThat(spread(0, 1)).isEqualTo(Map.of("n1", 0, "n2", 1, "small", 0, "router", 1));
    }

    @Test
    void oneCpuCarriesAll() {
        host("a", 1024);
        host("b", 1024);
        assertThat(spread(3)).isEqualTo(Map.of("a", 3, "b", 3));
    }

    @Test
    void onlyTheGivenCpusAreUsed() {
        host("a", 1024);
        host("b", 1024);
        host("c", 1024);
        assertThat(spread(2, 5)).isEqualTo(Map.of("a", 2, "b", 5, "c", 2));
    }

    @Test
    void aHostStaysWhereItIs() {
        CpuPlacement placement = new CpuPlacement(List.of(0, 1));
        placement.add("small", new HostSize(512, 1));
        assertThat(placement.of("small")).isZero();
        placement.add("large", new HostSize(3072, 1));
        placement.add("other", new HostSize(1024, 1));
        assertThat(placement.of("large")).isEqualTo(1);
        assertThat(placement.of("other")).as("beside the small one").isZero();
        assertThat(placement.of("small")).isZero();
    }

    @Test
    void listsOfTheKernelAreRead() {
        assertThat(CpuPlacement.parse("0")).containsExactly(0);
        assertThat(CpuPlacement.parse("0-2,5,14-15")).containsExactly(0, 1, 2, 5, 14, 15);
    }

    @Test
    void theCpusOfThisProcessComeFromItsStatus(@TempDir Path folder) throws IOException {
        Path status = Files.writeString(folder.resolve("status"), "Name:\tjava\nCpus_allowed_list:\t1,3\n");
        assertThat(CpuPlacement.allowed(status)).containsExactly(1, 3);
        assertThat(CpuPlacement.allowed()).isNotEmpty();
        Path other = Files.writeString(folder.resolve("other"), "Name:\tjava\n");
        assertThatThrownBy(() -> CpuPlacement.allowed(other)).hasMessageStartingWith("no Cpus_allowed_list: in ");
    }
}
