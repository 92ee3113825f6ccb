package org.hepto.services.units;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.hepto.daeman.ConditionTimeoutException;
import org.hepto.daeman.UnitContext;
import org.hepto.utils.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes over the plane that an earlier daemon has left running. */
final class Takeover {
    private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final String name;
    private final Path socket;
    private final Path log;
    private final UnitContext context;

    Takeover(String name, Path socket, Path log, UnitContext context) {
        this.name = name;
        this.socket = socket;
        this.log = log;
        this.context = context;
    }

    /** Returns the plane that listens, or null if there is none, it does not answer, or it is not as wanted. */
    @Nullable
    Plane of(String build, Map<String, List<String>> arguments) throws InterruptedException {
        PlaneLine line;
        try {
            line = PlaneLine.connect(socket);
        } catch (IOException noneListens) {
            return null;
        }
        Plane plane = new Plane(name, line, null, context::failed);
        boolean taken = false;
        try {
            PlaneHello hello = context.await("the running process to answer", plane.hello(), PATIENCE);
            Optional<String> misfit = hello.misfit(build, arguments);
            if (misfit.isEmpty()) {
                plane.is(PlaneProcess.running(hello.pid(), log));
                taken = true;
                LOG.info("{} goes on, with pid {}", name, hello.pid());
            } else {
                LOG.info("{} with pid {} is ended: {}", name, hello.pid(), misfit.get());
            }
        } catch (IOException | ConditionTimeoutException | CompletionException e) {
            LOG.warn("{} that an earlier daemon has left is ended: {}", name, Errors.line(e));
        } finally {
            if (!taken) {
                plane.abandon();
            }
        }
        return taken ? plane : null;
    }
}
