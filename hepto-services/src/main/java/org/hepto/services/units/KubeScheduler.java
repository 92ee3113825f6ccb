package org.hepto.services.units;

import java.util.List;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.UnitKey;
import org.hepto.services.node.Node;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.steps.Steps;

/** The cluster's one scheduler. */
final class KubeScheduler extends ControllerUnit {
    static final UnitKey<Nothing> KEY = UnitKey.of("scheduler");

    private static final int PORT = 10259;

    KubeScheduler(Node node, Steps steps) {
        super(KEY, "kube-scheduler", node, PkiFiles.SCHEDULER, PORT, steps);
    }

    @Override
    List<String> arguments() {
        return common();
    }
}
