package backup.holdfast.nfsscaler.decide;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.nfsscaler.decide.Decision.Forget;
import backup.holdfast.nfsscaler.decide.Decision.Restore;
import backup.holdfast.nfsscaler.decide.Decision.ScaleToZero;
import backup.holdfast.nfsscaler.decide.ServerDeciderTest.Server;
import backup.holdfast.nfsscaler.decide.ServerState.Phase;
import backup.holdfast.nfsscaler.decide.WorkloadFacts.Taken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** What holds whatever servers answer, whenever we are restarted, and whoever else scales. */
class DecidePropertiesTest {
    private static final int STEPS = 2_000;

    @RepeatedTest(200)
    void shouldNeverDoMoreThanItMay(RepetitionInfo repetition) {
        World world = new World(repetition.getCurrentRepetition());
        for (int i = 0; i < STEPS; i++) {
            world.step();
        }
    }

    @RepeatedTest(200)
    void shouldConverge(RepetitionInfo repetition) {
        World world = new World(repetition.getCurrentRepetition());
        for (int i = 0; i < 200; i++) {
            world.step();
        }
        int wanted = world.wanted();

        world.answer(Finding.DEAD, 60);
        boolean everSeen = world.servers.stream().noneMatch(server -> server.phase() == Phase.NEVER_SEEN);
        if (everSeen) {
            assertThat(world.replicas).isZero();
        }
        world.answer(Finding.ALIVE, 60);
        assertThat(world.servers).allMatch(server -> server.phase() == Phase.UP);
        assertThat(world.replicas).isEqualTo(wanted);
        assertThat(world.taken).isEqualTo(Taken.NOTHING);
    }

    /** Two servers, a workload that needs both, its owner, and us, who may be restarted. */
    private static final class World {
        private final Random random;
        private final ProbePolicy policy;
        private final List<Server> servers = new ArrayList<>();
        private int replicas = 3;
        private Taken taken = Taken.NOTHING;
        private boolean answered;

        World(int seed) {
            random = new Random(seed);
            policy = new ProbePolicy(
                    Duration.ofSeconds(10), Duration.ofSeconds(1), 1 + random.nextInt(4), 1 + random.nextInt(4));
            for (int i = 0; i < 2; i++) {
                servers.add(new Server(policy, ServerState.unseen(Instant.EPOCH)));
            }
        }

        void step() {
            for (Server server : servers) {
                if (random.nextInt(50) == 0) {
                    server.restart();
                }
                Finding last = server.history().finding();
                // In rows, or no threshold would ever be reached.
                server.probe(random.nextInt(5) > 0 ? last : Finding.values()[random.nextInt(Finding.values().length)]);
            }
            if (random.nextInt(20) == 0) {
                replicas = random.nextInt(5);
            }
            act(random.nextInt(10) == 0);
        }

        /** How many there are once all is well, if nobody else scales from now on. */
        int wanted() {
            return replicas == 0 ? taken.replicas().orElse(0) : replicas;
        }

        void answer(Finding finding, int times) {
            for (int i = 0; i < times; i++) {
                servers.forEach(server -> server.probe(finding));
                act(false);
            }
        }

        private void act(boolean restoring) {
            List<Need> needs = servers.stream().map(Server::need).toList();
            WorkloadFacts facts = new WorkloadFacts(replicas, taken, restoring, answered);
            Decision decision = WorkloadDecider.decide(facts, Need.of(needs));
            answered = false;
            if (decision instanceof ScaleToZero zero) {
                assertThat(servers).anyMatch(World::isProvenDown);
                assertThat(zero.remember()).isEqualTo(replicas);
                taken = Taken.ours(replicas);
                replicas = 0;
                answered = true;
            } else if (decision instanceof Restore restore) {
                assertThat(servers).allMatch(World::isProvenUp);
                assertThat(restoring).isFalse();
                assertThat(taken).isEqualTo(Taken.ours(restore.replicas()));
                assertThat(replicas).isZero();
                replicas = restore.replicas();
                taken = Taken.NOTHING;
            } else if (decision instanceof Forget) {
                assertThat(replicas).isPositive();
                taken = Taken.NOTHING;
            }
        }

        /** Seen before, then not answering: nothing unclear, and not by one answer of a new process. */
        private static boolean isProvenDown(Server server) {
            return server.phase() == Phase.DOWN
                    && server.history().finding() == Finding.DEAD
                    && (server.history().count() > 1 || !server.history().fromStart());
        }

        private static boolean isProvenUp(Server server) {
            return server.phase() == Phase.UP
                    && server.history().finding() == Finding.ALIVE
                    && (server.history().count() > 1 || !server.history().fromStart());
        }
    }
}
