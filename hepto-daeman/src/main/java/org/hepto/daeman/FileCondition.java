package org.hepto.daeman;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Holds when the file exists. */
record FileCondition(Path path) implements Condition {
    @Override
    public String description() {
        return "file " + path;
    }

    @Override
    public Duration interval() {
        return Duration.ofMillis(100);
    }

    @Override
    public Optional<String> missing() {
        return Files.exists(path) ? Optional.empty() : Optional.of(description());
    }
}
