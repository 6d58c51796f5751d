package backup.holdfast.controller.leadership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.controller.leadership.Standing.Barred;
import backup.holdfast.controller.leadership.Standing.Leading;
import backup.holdfast.controller.leadership.Standing.Waiting;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Replicas at one lease, in short terms. */
class ElectionTest {
    private static final ElectionTiming SHORT = new ElectionTiming(
            Duration.ofSeconds(2), Duration.ofMillis(1200), Duration.ofMillis(200), Duration.ofMillis(50));

    private final OneLease lease = new OneLease();
    private final List<Replica> replicas = new ArrayList<>();
    private final AtomicInteger atWork = new AtomicInteger();
    private final AtomicInteger mostAtWork = new AtomicInteger();

    @AfterEach
    void stop() {
        replicas.forEach(replica -> replica.election.close());
        assertThat(mostAtWork).as("at work at a time").hasValueLessThanOrEqualTo(1);
        assertThat(atWork).hasValue(0);
    }

    @Test
    void shouldHaveTheWorkDoneByOneAndLetTheOthersWait() {
        Replica one = replica("one", "jobs").working();
        Replica other = replica("other", "jobs").standing();

        await().until(() -> other.election.standing().equals(new Waiting("one")));
        assertThat(one.election.standing()).isEqualTo(new Leading());
        assertThat(other.election.isLeading()).isFalse();
        assertThat(other.begun).hasValue(0);
    }

    @Test
    void shouldHandOverAtOnceWhenTheLeaderIsClosed() {
        Replica one = replica("one", "jobs").working();
        Replica other = replica("other", "jobs").standing();
        await().until(() -> other.election.standing().equals(new Waiting("one")));

        one.election.close();

        await().atMost(SHORT.lease().minusMillis(500)).until(() -> other.begun.get() == 1);
        assertThat(one.ended).hasValue(1);
    }

    @Test
    void shouldTakeOverFromALeaderThatIsCutOffAndNotBeforeThatOneHasStopped() {
        Replica one = replica("one", "jobs").working();
        Replica other = replica("other", "jobs").standing();
        await().until(() -> other.election.standing().equals(new Waiting("one")));

        one.view.cutOff = true;

        await().until(() -> other.begun.get() == 1);
        assertThat(one.ended).hasValue(1);
        assertThat(one.election.standing()).isInstanceOf(Barred.class);
        one.view.cutOff = false;
        await().until(() -> one.election.standing().equals(new Waiting("other")));
        assertThat(one.begun).hasValue(1);
    }

    @Test
    void shouldGoOnWhenTheStoreWasAwayForEverybody() {
        Replica one = replica("one", "jobs").working();

        one.view.cutOff = true;
        await().until(() -> one.ended.get() == 1);
        assertThat(one.election.isLeading()).isFalse();
        one.view.cutOff = false;

        await().until(() -> one.begun.get() == 2);
        assertThat(one.election.standing()).isEqualTo(new Leading());
    }

    @Test
    void shouldSitOutAShortAbsenceOfTheStore() {
        Replica one = replica("one", "jobs").working();

        one.view.cutOff = true;
        await().until(() -> one.view.refused.get() > 3);
        one.view.cutOff = false;
        int renewals = lease.writes.get();
        await().until(() -> lease.writes.get() > renewals + 2);

        assertThat(one.ended).hasValue(0);
    }

    @Test
    void shouldLetAnotherTryWhatItCannotBegin() {
        Replica one = replica("one", "jobs");
        one.broken = true;
        one.standing();
        await().until(() -> one.begun.get() == 1);

        replica("other", "jobs").working();

        assertThat(one.ended).hasValue(0);
    }

    @Test
    void shouldWaitInWordsWhereItCannotSeeTheOthersMovers() {
        Replica one = replica("one", "local:3f2a").working();
        Replica other = replica("other", "local:77b0").standing();

        await().until(() -> other.election.standing() instanceof Barred barred
                && barred.why().contains("processes of the machine with state 3f2a"));
        one.election.close();
        await().during(SHORT.lease().plusSeconds(1)).until(() -> other.begun.get() == 0);
    }

    private Replica replica(String identity, String movers) {
        Replica replica = new Replica(identity, movers);
        replicas.add(replica);
        return replica;
    }

    private final class Replica {
        private final AtomicInteger begun = new AtomicInteger();
        private final AtomicInteger ended = new AtomicInteger();
        private final View view = new View(lease);
        private final Election election;
        private volatile boolean broken;

        private Replica(String identity, String movers) {
            election = new Election(
                    new ElectionSettings("backup", "holdfast", identity, movers, SHORT),
                    view,
                    this::begin,
                    Clock.systemUTC(),
                    System::nanoTime);
        }

        private Runnable begin() {
            begun.incrementAndGet();
            if (broken) {
                throw new IllegalStateException("the work can't be begun");
            }
            mostAtWork.accumulateAndGet(atWork.incrementAndGet(), Math::max);
            return () -> {
                atWork.decrementAndGet();
                ended.incrementAndGet();
            };
        }

        private Replica working() {
            standing();
            await().until(() -> begun.get() == 1 && election.isLeading());
            return this;
        }

        private Replica standing() {
            election.stand();
            return this;
        }
    }

    /** One replica's connection. */
    private static final class View implements Leases {
        private final OneLease lease;
        private final AtomicInteger refused = new AtomicInteger();
        private volatile boolean cutOff;

        private View(OneLease lease) {
            this.lease = lease;
        }

        @Override
        public @Nullable Lease read() {
            connect();
            return lease.read();
        }

        @Override
        public void create(Lease made) {
            connect();
            lease.write(null, made);
        }

        @Override
        public void replace(Lease written) {
            connect();
            lease.write(written.getMetadata().getResourceVersion(), written);
        }

        private void connect() {
            if (cutOff) {
                refused.incrementAndGet();
                throw new KubernetesClientException("cut off");
            }
        }
    }

    /** As an API server keeps it. */
    private static final class OneLease {
        private final List<Lease> versions = new CopyOnWriteArrayList<>();
        private final AtomicInteger writes = new AtomicInteger();

        private synchronized @Nullable Lease read() {
            return versions.isEmpty() ? null : versions.get(versions.size() - 1);
        }

        private synchronized void write(@Nullable String seenVersion, Lease written) {
            String current = versions.isEmpty() ? null : Integer.toString(versions.size());
            if (!Objects.equals(current, seenVersion)) {
                throw new KubernetesClientException("changed meanwhile", HttpURLConnection.HTTP_CONFLICT, null);
            }
            versions.add(new LeaseBuilder(written)
                    .editMetadata()
                    .withResourceVersion(Integer.toString(versions.size() + 1))
                    .endMetadata()
                    .build());
            writes.incrementAndGet();
        }
    }
}
