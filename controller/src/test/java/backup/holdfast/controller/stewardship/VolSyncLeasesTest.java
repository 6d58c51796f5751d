package backup.holdfast.controller.stewardship;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class VolSyncLeasesTest {
    private static final Instant NOW = Instant.parse("2026-11-20T04:00:00Z");
    private static final Duration DURATION = Duration.ofSeconds(137);

    private final VolSyncLeases leases = new VolSyncLeases();

    @Test
    void shouldSeeNoneWhereThereIsNone() {
        assertThat(leases.live(List.of(), NOW)).isEmpty();
    }

    @Test
    void shouldTakeALeaseForLiveUntilItRunsOut() {
        Lease lease = renewedAt(NOW.minusSeconds(20));

        assertThat(leases.live(List.of(lease), NOW))
                .contains(new LiveLease(
                        "volsync-system",
                        "b95b3104.backube",
                        "volsync-0",
                        NOW.minusSeconds(20).plus(DURATION)));
        assertThat(leases.live(List.of(lease), NOW.plusSeconds(116))).isPresent();
        assertThat(leases.live(List.of(lease), NOW.plusSeconds(117))).isEmpty();
    }

    @Test
    void shouldTakeAnOldLeaseForDeadAtOnce() {
        assertThat(leases.live(List.of(renewedAt(NOW.minus(Duration.ofDays(30)))), NOW))
                .isEmpty();
    }

    @Test
    void shouldNotWaitForALeaseThatWasGivenBack() {
        assertThat(leases.live(List.of(lease(NOW, "")), NOW)).isEmpty();
    }

    /** Its clock may be behind ours: wait for one renewal before it is taken for dead. */
    @Test
    void shouldWaitForOneRenewalBeforeItTakesALeaseForDeadThatRanOutJustNow() {
        Lease lease = renewedAt(NOW.minusSeconds(300));

        assertThat(leases.live(List.of(lease), NOW)).isPresent();
        assertThat(leases.live(List.of(lease), NOW.plusSeconds(29))).isPresent();
        assertThat(leases.live(List.of(lease), NOW.plusSeconds(30))).isEmpty();
    }

    @Test
    void shouldTakeALeaseForLiveThatIsRenewedWhateverTheTimeInIt() {
        assertThat(leases.live(List.of(renewedAt(NOW.minusSeconds(300))), NOW)).isPresent();
        Lease renewed = renewedAt(NOW.minusSeconds(274));

        assertThat(leases.live(List.of(renewed), NOW.plusSeconds(26)))
                .map(LiveLease::until)
                .contains(NOW.plusSeconds(26).plus(DURATION));
        assertThat(leases.live(List.of(renewed), NOW.plusSeconds(26).plus(DURATION)))
                .isEmpty();
    }

    @Test
    void shouldNotBeHeldUpForDaysByAClockThatIsAhead() {
        Lease lease = renewedAt(NOW.plus(Duration.ofDays(3)));

        assertThat(leases.live(List.of(lease), NOW)).isPresent();
        assertThat(leases.live(List.of(lease), NOW.plus(DURATION))).isEmpty();
    }

    @Test
    void shouldForgetALeaseThatIsGone() {
        Lease lease = renewedAt(NOW.minusSeconds(300));
        leases.live(List.of(lease), NOW);
        leases.live(List.of(), NOW.plusSeconds(40));

        assertThat(leases.live(List.of(lease), NOW.plusSeconds(50)))
                .as("a new one of that name is at its first sight again")
                .isPresent();
    }

    private static Lease renewedAt(Instant renewal) {
        return lease(renewal, "volsync-0");
    }

    private static Lease lease(Instant renewal, String holder) {
        return new LeaseBuilder()
                .withNewMetadata()
                .withName("b95b3104.backube")
                .withNamespace("volsync-system")
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(holder)
                .withLeaseDurationSeconds(137)
                .withRenewTime(renewal.atZone(ZoneOffset.UTC))
                .endSpec()
                .build();
    }
}
