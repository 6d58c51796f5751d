package backup.holdfast.controller.leadership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backup.holdfast.controller.leadership.Candidate.Move;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class CandidateTest {
    private static final Instant NOW = Instant.parse("2026-11-20T04:00:00Z");
    private static final Duration LEASE = Duration.ofSeconds(12);

    private final Candidate one = candidate("one", "jobs");
    private final Candidate other = candidate("other", "jobs");

    @Test
    void shouldMakeTheLeaseThatIsNotThere() {
        Lease made = ((Move.Create) one.next(null, NOW, 0)).lease();

        assertThat(made.getMetadata().getNamespace()).isEqualTo("backup");
        assertThat(made.getMetadata().getName()).isEqualTo("holdfast");
        assertThat(made.getMetadata().getAnnotations()).containsEntry("holdfast.backup/movers", "jobs");
        assertThat(made.getSpec().getHolderIdentity()).isEqualTo("one");
        assertThat(made.getSpec().getLeaseDurationSeconds()).isEqualTo(12);
        assertThat(made.getSpec().getRenewTime()).isEqualTo(NOW.atZone(ZoneOffset.UTC));
    }

    @Test
    void shouldRenewItsOwn() {
        Lease held = heldByOne();

        Lease renewed = ((Move.Write) one.next(held, NOW.plusSeconds(3), nanos(3))).lease();

        assertThat(renewed.getSpec().getRenewTime())
                .isEqualTo(NOW.plusSeconds(3).atZone(ZoneOffset.UTC));
        assertThat(renewed.getSpec().getAcquireTime()).isEqualTo(held.getSpec().getAcquireTime());
        assertThat(renewed.getSpec().getLeaseTransitions()).isZero();
    }

    @Test
    void shouldLeaveALeaseAloneUntilItWasNotSeenToChangeForItsDuration() {
        Lease held = heldByOne();

        assertThat(other.next(held, NOW, nanos(100))).isEqualTo(new Move.Leave("one"));
        assertThat(other.next(held, NOW, nanos(111.9))).isEqualTo(new Move.Leave("one"));
        Lease taken = ((Move.Write) other.next(held, NOW.plusSeconds(12), nanos(112))).lease();

        assertThat(taken.getSpec().getHolderIdentity()).isEqualTo("other");
        assertThat(taken.getSpec().getLeaseTransitions()).isEqualTo(1);
        assertThat(taken.getSpec().getAcquireTime())
                .isEqualTo(NOW.plusSeconds(12).atZone(ZoneOffset.UTC));
    }

    /** Clocks of small machines may be hours off. */
    @Test
    void shouldBelieveNoTimeInALease() {
        Lease held = heldByOne();

        assertThat(other.next(held, NOW.plus(Duration.ofDays(1)), nanos(0))).isEqualTo(new Move.Leave("one"));
        assertThat(other.next(held, NOW.minus(Duration.ofDays(1)), nanos(12))).isInstanceOf(Move.Write.class);
    }

    @Test
    void shouldCountAnewFromEveryRenewalItSees() {
        Lease held = heldByOne();
        other.next(held, NOW, nanos(0));
        Lease renewed = ((Move.Write) one.next(held, NOW.plusSeconds(3), nanos(3))).lease();

        assertThat(other.next(renewed, NOW, nanos(11))).isEqualTo(new Move.Leave("one"));
        assertThat(other.next(renewed, NOW, nanos(22))).isEqualTo(new Move.Leave("one"));
        assertThat(other.next(renewed, NOW, nanos(23))).isInstanceOf(Move.Write.class);
    }

    /** The holder says how long its lease lasts, not who waits for it. */
    @Test
    void shouldWaitAsLongAsTheLeaseSays() {
        Lease held = new LeaseBuilder(heldByOne())
                .editSpec()
                .withLeaseDurationSeconds(60)
                .endSpec()
                .build();
        other.next(held, NOW, nanos(0));

        assertThat(other.next(held, NOW, nanos(59))).isEqualTo(new Move.Leave("one"));
        assertThat(other.next(held, NOW, nanos(60))).isInstanceOf(Move.Write.class);
    }

    @Test
    void shouldTakeALeaseAtOnceThatWasGivenBack() {
        Lease released = one.released(heldByOne()).orElseThrow();

        assertThat(other.next(released, NOW, nanos(0))).isInstanceOf(Move.Write.class);
    }

    @Test
    void shouldGiveBackNothingThatIsNotItsOwn() {
        assertThat(other.released(heldByOne())).isEmpty();
        assertThat(other.released(null)).isEmpty();
    }

    @Test
    void shouldNotTakeOverFromAControllerWhoseMoversItCannotSee() {
        Lease released = one.released(heldByOne()).orElseThrow();

        assertThat(candidate("local", "local:3f2a").next(released, NOW, nanos(0)))
                .isEqualTo(new Move.Refuse("Lease backup/holdfast belongs to a controller whose movers are Jobs in the"
                        + " cluster, and those of this one are processes of the machine with state 3f2a: neither can see"
                        + " what the other has running. Stop that one, wait for its movers to end, then: kubectl -n backup"
                        + " delete lease holdfast"));
    }

    @Test
    void shouldRefuseATimingWithWhichTwoCouldLead() {
        Duration second = Duration.ofSeconds(1);

        assertThatThrownBy(() -> new ElectionTiming(LEASE, LEASE, second, second))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ElectionTiming(LEASE, second, second, second))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Lease heldByOne() {
        return ((Move.Create) one.next(null, NOW, 0)).lease();
    }

    private static long nanos(double seconds) {
        return (long) (seconds * 1e9);
    }

    private static Candidate candidate(String identity, String movers) {
        return new Candidate(new ElectionSettings("backup", "holdfast", identity, movers, ElectionTiming.USUAL));
    }
}
