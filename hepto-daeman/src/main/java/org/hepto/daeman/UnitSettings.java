package org.hepto.daeman;

import java.time.Duration;
import java.util.Optional;

/**
 * What a unit says about how it is to be run, read once.
 *
 * @param name of the unit
 * @param stopTimeout how long its stop may take
 * @param backoff how long to wait after a failure
 * @param health how to watch it once it is ready
 */
record UnitSettings(String name, Duration stopTimeout, Backoff backoff, Optional<HealthProbe> health) {
    static UnitSettings of(Unit<?> unit) {
        return new UnitSettings(unit.key().name(), unit.stopTimeout(), unit.backoff(), unit.health());
    }
}
