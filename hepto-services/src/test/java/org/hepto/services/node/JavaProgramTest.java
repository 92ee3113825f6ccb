package org.hepto.services.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JavaProgramTest {
    // a JVM with -XX:+UseSerialGC and one of these ends with "Multiple garbage collectors selected"
    @Test
    void optionsForTheOperatorsOwnJvmsAreNotForTraining() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "PATH", "/usr/bin",
                "JAVA_TOOL_OPTIONS", "-XX:+UseG1GC",
                "JDK_JAVA_OPTIONS", "-XX:+UseG1GC",
                "_JAVA_OPTIONS", "-XX:+UseG1GC"));
        JavaProgram.adapt(environment);
        assertThat(environment).isEqualTo(Map.of("PATH", "/usr/bin", "MALLOC_ARENA_MAX", "1"));
    }
}
