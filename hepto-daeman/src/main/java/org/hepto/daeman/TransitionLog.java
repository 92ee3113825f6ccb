package org.hepto.daeman;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line of log per transition: what an operator wants to see at info, the rest at debug. */
final class TransitionLog implements Consumer<UnitTransition> {
    private static final Logger LOG = LoggerFactory.getLogger(Daeman.class);

    @Override
    public void accept(UnitTransition transition) {
        if (transition.reason().isPresent()) {
            LOG.warn("{}", transition);
        } else if (transition.to() == UnitState.READY) {
            LOG.info("{}", transition);
        } else {
            LOG.debug("{}", transition);
        }
    }
}
