package org.hepto.daeman;

import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Texts of one line for people. */
final class Lines {
    private Lines() {}

    /** What went wrong, without stack and without the names of classes that say nothing to an operator. */
    static String of(Throwable failure) {
        Throwable cause = failure.getCause();
        if (cause != null && (failure instanceof CompletionException || failure instanceof ExecutionException)) {
            return of(cause);
        }
        String message = firstLine(failure.getMessage());
        return switch (failure) {
            case ConnectException e -> message == null ? "connection refused" : message;
            case NoSuchFileException e -> "no such file: " + message;
            case AccessDeniedException e -> "access denied: " + message;
            case FatalUnitException e -> message == null ? "fatal" : message;
            default -> message == null ? nameless(failure) : prefix(failure) + message;
        };
    }

    /** A duration in seconds: {@code 1.2 s}. */
    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    /** Only the first line of a text. */
    static @Nullable String firstLine(@Nullable String text) {
        return text == null || text.isBlank()
                ? null
                : text.strip().lines().findFirst().orElse(null);
    }

    private static String nameless(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure.getClass().getSimpleName() : of(cause);
    }

    /** Messages of the language's own errors ("Index 3 out of bounds") need the name of the class to be understood. */
    private static String prefix(Throwable failure) {
        Class<?> type = failure.getClass();
        return type.getPackageName().equals("java.lang") ? type.getSimpleName() + ": " : "";
    }
}
