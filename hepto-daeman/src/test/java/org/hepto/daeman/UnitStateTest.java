package org.hepto.daeman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UnitStateTest {
    @Test
    void aRefusedTransitionNamesUnitFromAndTo() {
        assertThatThrownBy(() -> UnitState.validate("etcd", UnitState.STOPPED, UnitState.STARTING))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("unit etcd cannot go from STOPPED to STARTING");
    }

    @ParameterizedTest
    @EnumSource(UnitState.class)
    void nothingComesAfterStopped(UnitState next) {
        assertThat(UnitState.STOPPED.mayBecome(next)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(UnitState.class)
    void noStateFollowsItself(UnitState state) {
        assertThat(state.mayBecome(state)).isFalse();
    }
}
