package org.hepto.services.node;

/** Exceptions as the one line that a user reads. */
public final class Errors {
    private Errors() {}

    /** The message, or the type's name where there is none; the file system's exceptions say only a path. */
    public static String line(Throwable e) {
        String message = e.getMessage();
        String text = switch (e) {
            case java.nio.file.NoSuchFileException missing -> "there is no " + message;
            case java.nio.file.AccessDeniedException denied -> "no permission for " + message;
            case java.nio.file.FileSystemException other
            when other.getReason() == null -> other.getClass().getSimpleName() + " " + message;
            default -> message == null ? e.getClass().getSimpleName() : message;
        };
        return text.lines().findFirst().orElse(text);
    }
}
