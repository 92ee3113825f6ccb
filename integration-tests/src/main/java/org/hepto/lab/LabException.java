package org.hepto.lab;

/** Something in the lab went wrong: a host does not boot, does not answer, or a command failed that had to work. */
public class LabException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LabException(String message) {
        super(message);
    }

    public LabException(String message, Throwable cause) {
        super(message, cause);
    }
}
