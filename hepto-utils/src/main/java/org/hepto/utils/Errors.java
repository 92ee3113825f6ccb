package org.hepto.utils;

import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Exceptions as the one line that an operator reads. */
public final class Errors {
    private Errors() {}

    /**
     * Returns the first line of the message, without the names of classes that say nothing to an operator. Where there is
     * no message it is that of the cause, or the name of the type; the file system's exceptions say only a path.
     */
    public static String line(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean wraps = failure instanceof CompletionException || failure instanceof ExecutionException;
        if (cause != null && (wraps || failure.getMessage() == null)) {
            return line(cause);
        }
        String message = failure.getMessage();
        String type = failure.getClass().getSimpleName();
        String text = switch (failure) {
            case NoSuchFileException missing -> "there is no " + message;
            case AccessDeniedException denied -> "no permission for " + message;
            case FileSystemException other when other.getReason() == null -> type + " " + message;
            case ConnectException refused -> message == null ? "connection refused" : message;
            default -> message == null || message.isBlank() ? type : message;
        };
        return text.strip().lines().findFirst().orElse(type);
    }
}
