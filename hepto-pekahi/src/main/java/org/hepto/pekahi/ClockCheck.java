package org.hepto.pekahi;

import java.time.Instant;

/**
 * Whether the clock can be believed. A machine without a battery wakes up in the past; a certificate from there would be
 * over before it is used. Pure.
 */
public final class ClockCheck {
    /** No clock of this release is earlier; raised with releases. */
    public static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");

    private ClockCheck() {}

    /**
     * Refuses a clock that is behind a moment that is surely over.
     *
     * @param reference such as the date of the build, or the start of an authority's life
     * @throws PkiException when the clock is earlier
     */
    public static void require(Instant now, Instant reference) {
        if (now.isBefore(reference)) {
            throw new PkiException("the clock says %s but it is later than %s; set the clock (NTP) and start again"
                    .formatted(now, reference));
        }
    }
}
