package org.hepto.services.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RoleTest {
    @ParameterizedTest
    @EnumSource
    void textIsReadAgain(Role role) {
        assertThat(Role.parse(role.toString())).isEqualTo(role);
    }

    @Test
    void fullIsAnotherNameOfMaster() {
        assertThat(Role.parse("full")).isEqualTo(Role.MASTER);
    }

    @Test
    void otherRolesAreRefused() {
        assertThatThrownBy(() -> Role.parse("Master"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("unknown role 'Master'; a role is master or node");
    }
}
