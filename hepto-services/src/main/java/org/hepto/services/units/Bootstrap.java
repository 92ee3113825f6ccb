package org.hepto.services.units;

import java.util.List;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.Steps;

/** The objects that every cluster has: roles of nodes and of the apiserver, what nodes may not say of themselves, and the DNS
 * Service. */
final class Bootstrap implements Unit<Nothing> {
    static final UnitKey<Nothing> KEY = UnitKey.of("bootstrap");

    private final Steps steps;

    Bootstrap(Steps steps) {
        this.steps = steps;
    }

    @Override
    public UnitKey<Nothing> key() {
        return KEY;
    }

    @Override
    public List<UnitKey<?>> needs() {
        return List.of(ControlPlaneCertificates.KEY, KubeApiserver.KEY);
    }

    @Override
    public Nothing start(UnitContext context) throws Exception {
        HelperStep.await(context, steps, new Step.ApplyBootstrap(), ComponentUnit.PATIENCE);
        return Nothing.NOTHING;
    }
}
