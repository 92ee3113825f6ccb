package org.hepto.services.helper;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.hepto.services.node.JavaProgram;
import org.hepto.services.node.Node;
import org.hepto.services.node.NodeConfig;
import org.hepto.services.node.NodePaths;
import org.hepto.services.node.WarningLog;
import org.hepto.services.steps.StepServer;
import org.hepto.services.steps.Steps;
import org.hepto.utils.Errors;

/** The process that does steps for the daemon, and ends when its standard input does. */
public final class HelperMain {
    private HelperMain() {}

    /** Arguments: the node's data directory and the version's directory. Not for users: the daemon calls it. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws IOException {
        WarningLog.configure(WarningLog.FOR_THE_DAEMON);
        if (arguments[0].equals(JavaProgram.TRAIN)) {
            HelperTraining.run();
            return;
        }
        // what libraries print must not come between the replies
        PrintStream replies = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        System.setOut(System.err);
        int code = 0;
        try {
            NodePaths paths = new NodePaths(Path.of(arguments[0]));
            NodeConfig.read(paths);
            new StepServer(steps(paths, Path.of(arguments[1])), replies).serve(System.in);
        } catch (IOException | RuntimeException e) {
            System.err.println(Errors.line(e));
            code = 1;
        }
        // steps that were given up must not hold it
        Runtime.getRuntime().halt(code);
    }

    /** A newcomer becomes a node of the cluster while this runs, so the node is read for each step. */
    private static Steps steps(NodePaths paths, Path version) {
        return (step, missing) -> new LocalSteps(Node.read(paths, version)).run(step, missing);
    }
}
