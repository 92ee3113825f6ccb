package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlaneHelloTest {
    private static final Map<String, List<String>> WANTED = Map.of("etcd", List.of("-a", "-b"), "dns", List.of());

    private static PlaneHello hello(String build, String state, List<String> arguments) {
        return new PlaneHello(
                build,
                7,
                Map.of(
                        "etcd",
                        new PlaneHello.Component(arguments, state),
                        "dns",
                        new PlaneHello.Component(List.of(), "configured")));
    }

    @Test
    void equalPlaneFits() {
        assertThat(hello("b1", "running", List.of("-a", "-b")).misfit("b1", WANTED))
                .isEmpty();
    }

    @Test
    void planeThatIsNotConfiguredYetFits() {
        assertThat(new PlaneHello("b1", 7, Map.of()).misfit("b1", WANTED)).isEmpty();
    }

    @Test
    void planeOfAnotherBuildOrWithOtherArgumentsDoesNotFit() {
        assertThat(hello("b2", "running", List.of("-a", "-b")).misfit("b1", WANTED))
                .contains("it is of build b2");
        assertThat(hello("b1", "running", List.of("-a")).misfit("b1", WANTED))
                .contains("its components have other arguments");
    }

    @Test
    void planeInWhichAComponentHasEndedDoesNotFit() {
        assertThat(hello("b1", "ended", List.of("-a", "-b")).misfit("b1", WANTED))
                .contains("etcd has ended in it");
    }
}
