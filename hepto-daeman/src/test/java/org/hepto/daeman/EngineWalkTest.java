package org.hepto.daeman;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.hepto.daeman.ModelMoves.Trouble;

/** Random walks through what may happen to graphs that are too big to explore; the same must hold at each step. */
class EngineWalkTest {
    private static final EnumSet<Trouble> ALL_BUT_END = EnumSet.complementOf(EnumSet.of(Trouble.END));

    @Property(tries = 200)
    void nothingThatMayHappenBreaksAPromise(@ForAll Random random) {
        ModelWorld world = new ModelWorld(graph(random));
        world.on(new UnitEvent.StartAsked());
        walk(world, random, ALL_BUT_END);
        world.settle();
        walk(world, random, ALL_BUT_END);
        world.on(new UnitEvent.StopAsked());
        walk(world, random, EnumSet.allOf(Trouble.class));
        world.settle();
        assertThat(world.engine.isStopped()).isTrue();
    }

    @Property(tries = 50)
    void whatConcernsADeadRunChangesNothing(@ForAll Random random) {
        ModelWorld world = new ModelWorld(graph(random));
        world.on(new UnitEvent.StartAsked());
        walk(world, random, ALL_BUT_END);
        for (String unit : world.graph.names()) {
            Slot slot = world.engine.slot(unit);
            int dead = slot.isAlive(slot.run()) ? slot.run() - 1 : slot.run();
            List<UnitEvent> late = new ArrayList<>(List.of(
                    new UnitEvent.Failed(unit, dead, new IOException("late")),
                    new UnitEvent.Published(unit, dead, 7),
                    new UnitEvent.ChangeAsked(unit, dead)));
            world.followed(unit).forEach(on -> late.add(new UnitEvent.ValueRead(unit, dead, on)));
            for (UnitEvent event : late) {
                String before = world.key();
                assertThat(world.engine.on(event, ModelWorld.NOW))
                        .as("%s", event)
                        .isEmpty();
                assertThat(world.key()).as("after %s", event).isEqualTo(before);
            }
        }
        world.settle();
    }

    private static void walk(ModelWorld world, Random random, EnumSet<Trouble> troubles) {
        for (int step = 0; step < 150; step++) {
            EnumSet<Trouble> some = random.nextInt(3) == 0 ? troubles : EnumSet.noneOf(Trouble.class);
            List<UnitEvent> moves = ModelMoves.all(world, some);
            if (!moves.isEmpty()) {
                world.on(moves.get(random.nextInt(moves.size())));
            }
        }
    }

    private static UnitGraph graph(Random random) {
        List<TestUnit> units = RandomGraphs.units(random, new ArrayList<>());
        for (TestUnit unit : units) {
            if (random.nextInt(3) == 0) {
                unit.health(new HealthProbe(
                        Duration.ofSeconds(10), Duration.ofSeconds(2), 1 + random.nextInt(3), () -> true));
            }
        }
        return UnitGraph.of(units);
    }
}
