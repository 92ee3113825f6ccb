package org.hepto.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jnr.ffi.LibraryLoader;

/** Replaces this JVM, so that none stays in the background only because an older Java was called. */
final class Execve {
    private static final int SIG_SETMASK = 2;
    private static final int SIGSET_BYTES = 128;

    private Execve() {}

    /** The functions of libc by their names; public because JNR implements it. */
    public interface LibC {
        int execve(String path, String[] arguments, String[] environment);

        int sigemptyset(byte[] set);

        int sigprocmask(int how, byte[] set, byte[] old);
    }

    /** Returns only when that does not work here. */
    static void tryReplace(List<String> command) {
        try {
            // that of this process: a search by name may find the one of another CPU first
            LibC libc = LibraryLoader.create(LibC.class).load(LibraryLoader.DEFAULT_LIBRARY);
            byte[] none = new byte[SIGSET_BYTES];
            libc.sigemptyset(none);
            // the JVM has blocked signals in this thread, and a mask survives execve
            libc.sigprocmask(SIG_SETMASK, none, new byte[SIGSET_BYTES]);
            libc.execve(command.get(0), command.toArray(new String[0]), environment());
        } catch (LinkageError | RuntimeException e) {
            // no native library for this CPU, or nowhere to unpack it: a child process does as well
            return;
        }
    }

    private static String[] environment() {
        List<String> variables = new ArrayList<>();
        for (Map.Entry<String, String> variable : System.getenv().entrySet()) {
            variables.add(variable.getKey() + "=" + variable.getValue());
        }
        return variables.toArray(new String[0]);
    }
}
