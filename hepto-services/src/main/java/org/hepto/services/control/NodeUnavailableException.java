package org.hepto.services.control;

import java.io.IOException;
import java.time.Duration;
import org.hepto.services.node.NodePaths;
import org.hepto.utils.Errors;

/** The daemon of a node doesn't answer; the message is one line that says whether it runs, and what to do. */
public final class NodeUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean stopped;

    private NodeUnavailableException(boolean stopped, String message, Throwable cause) {
        super(message, cause);
        this.stopped = stopped;
    }

    /** Tells whether no daemon was there to be asked; else it was silent, or ended meanwhile. */
    public boolean isStopped() {
        return stopped;
    }

    static NodeUnavailableException stopped(NodePaths paths, IOException cause) {
        return new NodeUnavailableException(
                true,
                "the node in %s does not run (%s); start it, or see %s for why it ended"
                        .formatted(paths.data(), Errors.line(cause), log(paths)),
                cause);
    }

    static NodeUnavailableException gone(NodePaths paths, IOException cause) {
        return new NodeUnavailableException(
                false,
                "the daemon of the node in %s ended while it was asked (%s); ask again, or see %s"
                        .formatted(paths.data(), Errors.line(cause), log(paths)),
                cause);
    }

    static NodeUnavailableException silent(NodePaths paths, Duration patience, IOException cause) {
        return new NodeUnavailableException(
                false,
                "timed out after %d s waiting for the daemon of the node in %s; see %s, or kill the daemon: it is started again, and pods go on"
                        .formatted(patience.toSeconds(), paths.data(), log(paths)),
                cause);
    }

    private static String log(NodePaths paths) {
        return paths.logs().resolve("hepto.log").toString();
    }
}
