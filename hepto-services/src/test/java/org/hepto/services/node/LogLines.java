package org.hepto.services.node;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What one class logs, until it is closed. */
public final class LogLines implements AutoCloseable {
    private final Lines appender = new Lines();
    private final Logger logger;

    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
        }
    }

    public LogLines(Class<?> source) {
        logger = (Logger) LoggerFactory.getLogger(source);
        appender.start();
        logger.addAppender(appender);
    }

    public List<String> all() {
        return List.copyOf(appender.lines);
    }

    /** Returns the newest line, empty before the first. */
    public String last() {
        List<String> lines = all();
        return lines.isEmpty() ? "" : lines.getLast();
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
    }
}
