package org.hepto.services.control;

import java.io.IOException;
import org.hepto.services.control.ControlReply.Hello;
import org.hepto.services.node.Build;
import org.hepto.services.node.InstalledVersion;
import org.hepto.services.node.NodePaths;

/** The daemon and this hepto.jar don't understand each other; the message says what to run in its place. */
public final class ProtocolMismatchException extends IOException {
    private static final long serialVersionUID = 1L;

    private ProtocolMismatchException(String node, NodePaths paths) {
        super("the running node speaks %s, this hepto.jar %d (hepto %s, build %s); run java -jar %s status"
                .formatted(
                        node,
                        ControlProtocol.VERSION,
                        Build.current().version(),
                        Build.current().id(),
                        InstalledVersion.current(paths)));
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
