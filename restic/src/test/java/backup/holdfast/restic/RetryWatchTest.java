package backup.holdfast.restic;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.restic.result.FailureKind;
import backup.holdfast.restic.result.RetryNotice;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryWatchTest {

    private final RetryWatch watch = new RetryWatch();

    @Test
    void shouldGiveUpOnTheThirdVainTryOfOneOperation() {
        assertThat(watch.isHopeless(denied("Stat(<config/>)"))).isFalse();
        assertThat(watch.isHopeless(denied("Stat(<config/>)"))).isFalse();
        assertThat(watch.isHopeless(denied("Stat(<config/>)"))).isTrue();

        assertThat(watch.hopeless()).contains(denied("Stat(<config/>)"));
        assertThat(watch.hopeless().flatMap(RetryNotice::lastingCause)).contains(FailureKind.ACCESS_DENIED);
    }

    /** The answer to a HEAD has no body: it is all restic hears of a wrong region. */
    @Test
    void shouldGiveUpOnARejectionWithoutWords() {
        RetryNotice rejected = notice("Stat(<config/>)", "Stat: 400 Bad Request");

        assertThat(IntStream.range(0, 2)).noneMatch(n -> watch.isHopeless(rejected));
        assertThat(watch.isHopeless(rejected)).isTrue();
        assertThat(rejected.lastingCause()).contains(FailureKind.REQUEST_REJECTED);
    }

    @Test
    void shouldBearManyOperationsThatFailOnce() {
        assertThat(IntStream.range(0, 1000).mapToObj(n -> denied("Save(<data/" + n + ">)")))
                .noneMatch(watch::isHopeless);
    }

    @Test
    void shouldBearForeverWhatMayPass() {
        RetryNotice refused = notice("Stat(<config/>)", "dial tcp 10.0.0.9:9000: connect: connection refused");

        assertThat(IntStream.range(0, 1000)).noneMatch(n -> watch.isHopeless(refused));
        assertThat(watch.hopeless()).isEmpty();
    }

    @Test
    void shouldReadOnlyAnnouncementsOfAnotherTry() {
        assertThat(RetryNotice.parse("Stat(<config/>) returned error, retrying after 1.2s: Stat: Access Denied."))
                .contains(new RetryNotice("Stat(<config/>)", "Stat: Access Denied."));
        assertThat(RetryNotice.parse("Stat(<config/>) failed: Stat: Access Denied."))
                .isEqualTo(Optional.empty());
        assertThat(RetryNotice.parse("retrying after lunch")).isEqualTo(Optional.empty());
    }

    private static RetryNotice denied(String operation) {
        return notice(operation, "Access Denied.");
    }

    private static RetryNotice notice(String operation, String message) {
        return RetryNotice.parse(operation + " returned error, retrying after 1.2s: " + message)
                .orElseThrow();
    }
}
