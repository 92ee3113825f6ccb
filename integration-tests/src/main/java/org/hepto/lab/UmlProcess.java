package org.hepto.lab;

import static org.hepto.lab.LabLibC.SIGKILL;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jnr.constants.platform.OpenFlags;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;
import jnr.posix.SpawnAttribute;
import jnr.posix.SpawnFileAction;

/**
 * A running User-Mode-Linux kernel: a session of processes of this machine.
 *
 * <p>Started by {@code posix_spawn(3)}, because {@link ProcessBuilder} passes on no descriptor beyond the first three.
 * May be used from any thread.
 */
final class UmlProcess {
    private static final POSIX POSIX_CALLS = POSIXFactory.getNativePOSIX();
    private static final short POSIX_SPAWN_SETSID = 0x80;
    private static final int MODE = 0644;

    private final int pid;
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();

    private UmlProcess(int pid, String name) {
        this.pid = pid;
        Thread.ofPlatform().name("lab-reaper-" + name).daemon().start(this::reap);
    }

    /**
     * Starts it in a session of its own.
     *
     * @param cpu the one that all its processes run on, by its number
     * @param console where its standard output and error go
     * @param inherited descriptors that it finds under the same numbers
     */
    static UmlProcess start(String name, int cpu, List<String> kernel, Path console, List<UnixSocket> inherited) {
        List<String> command = new ArrayList<>(List.of("taskset", "-c", Integer.toString(cpu)));
        command.addAll(kernel);
        List<SpawnFileAction> actions = new ArrayList<>();
        actions.add(SpawnFileAction.open("/dev/null", 0, OpenFlags.O_RDONLY.intValue(), 0));
        int create = OpenFlags.O_WRONLY.intValue() | OpenFlags.O_CREAT.intValue() | OpenFlags.O_APPEND.intValue();
        actions.add(SpawnFileAction.open(console.toString(), 1, create, MODE));
        actions.add(SpawnFileAction.dup(1, 2));
        for (UnixSocket socket : inherited) {
            // onto itself: clears close-on-exec
            actions.add(SpawnFileAction.dup(socket.descriptor(), socket.descriptor()));
        }
        Map<String, String> environment = new HashMap<>(System.getenv());
        // the guest's memory is a file there, so that only what is touched counts
        environment.put("TMPDIR", "/dev/shm");
        List<String> variables = environment.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
        LocalCommand.STARTS.lock();
        try {
            long pid = POSIX_CALLS.posix_spawnp(
                    command.getFirst(), actions, List.of(SpawnAttribute.flags(POSIX_SPAWN_SETSID)), command, variables);
            if (pid <= 0) {
                throw new LabException("cannot start %s: %s".formatted(command.getFirst(), UnixSocket.errno()));
            }
            return new UmlProcess((int) pid, name);
        } finally {
            LocalCommand.STARTS.unlock();
        }
    }

    int pid() {
        return pid;
    }

    boolean alive() {
        return !ended.isDone();
    }

    /** Ends all its processes at once, as a power cut does, and waits until they are gone. */
    void kill() {
        if (alive()) {
            LabLibC.INSTANCE.kill(-pid, SIGKILL);
        }
        await();
    }

    /** Waits until it has ended by itself. */
    void await() {
        try {
            int ignored = ended.get(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new LabException("process %d does not end".formatted(pid), e);
        }
    }

    private void reap() {
        int[] status = new int[1];
        int result;
        do {
            result = POSIX_CALLS.waitpid(pid, status, 0);
        } while (result < 0 && UnixSocket.errno() == jnr.constants.platform.Errno.EINTR);
        // the first process may have ended by itself; the number of a group is not reused while it has members
        LabLibC.INSTANCE.kill(-pid, SIGKILL);
        ended.complete(status[0]);
    }
}
