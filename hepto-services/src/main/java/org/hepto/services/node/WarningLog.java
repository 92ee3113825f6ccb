package org.hepto.services.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.LoggerFactory;

/** The log of a process whose standard output is for something else: warnings on standard error. */
public final class WarningLog {
    /** What an operator reads on a terminal. */
    public static final String FOR_PEOPLE = "hepto: %msg%n%nopex";

    /** What the daemon copies into its log. */
    public static final String FOR_THE_DAEMON = "%-5level %logger{0}: %msg %ex{0}%n";

    private WarningLog() {}

    /**
     * Replaces Logback's default, which is everything on standard output.
     *
     * @param pattern of a line, see Logback's PatternLayout
     */
    public static void configure(String pattern) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
    }
}
