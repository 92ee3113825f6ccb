package org.hepto.services.control;

import java.io.IOException;
import java.nio.file.Path;
import org.hepto.services.control.ControlReply.Hello;
import org.hepto.services.node.Build;
import org.hepto.services.node.InstalledVersion;
import org.hepto.services.node.NodePaths;

/** The daemon and this hepto.jar don't understand each other; the message says which versions they are of. */
public final class ProtocolMismatchException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String jar;

    /** @param node what the daemon speaks */
    public ProtocolMismatchException(String node, NodePaths paths) {
        super("the running node speaks %s, this hepto.jar %d (hepto %s, build %s)"
                .formatted(
                        node,
                        ControlProtocol.VERSION,
                        Build.current().version(),
                        Build.current().id()));
        jar = InstalledVersion.current(paths).toString();
    }

    /** Returns the hepto.jar that the node runs, which understands it. */
    public Path jar() {
        return Path.of(jar);
    }

    static ProtocolMismatchException of(Hello hello, NodePaths paths) {
        return new ProtocolMismatchException(
                "protocol %d (hepto %s, build %s)"
                        .formatted(
                                hello.protocol(),
                                Texts.cut(hello.build().version()),
                                Texts.cut(hello.build().id())),
                paths);
    }

    /** Of a daemon that greets in a way of its own, or says what this build cannot read. */
    static ProtocolMismatchException unknown(NodePaths paths, MalformedMessageException cause) {
        ProtocolMismatchException mismatch = new ProtocolMismatchException("another protocol", paths);
        mismatch.initCause(cause);
        return mismatch;
    }
}
