package backup.holdfast.cli.term;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Instant BEGIN = Instant.parse("2026-11-20T12:00:00Z");

    private final Pace pace = new Pace();

    @Test
    void shouldSayNothingAfterOneLookOrTooShortATime() {
        pace.seen(BEGIN, 0);
        pace.seen(BEGIN.plusSeconds(1), 1000);

        assertThat(pace.bytesPerSecond()).isEmpty();
        assertThat(pace.left(1000)).isEmpty();
    }

    @Test
    void shouldTellHowLongTheRestTakes() {
        pace.seen(BEGIN, 0);
        pace.seen(BEGIN.plusSeconds(10), 1000);

        assertThat(pace.bytesPerSecond().orElseThrow()).isEqualTo(100);
        assertThat(pace.left(2050)).contains(Duration.ofSeconds(21));
        assertThat(pace.left(0)).contains(Duration.ZERO);
    }

    @Test
    void shouldForgetHowFastItWasMinutesAgo() {
        for (int second = 0; second <= 600; second++) {
            pace.seen(BEGIN.plusSeconds(second), second <= 500 ? second * 1000L : 500_000 + (second - 500) * 10L);
        }

        assertThat(pace.bytesPerSecond().orElseThrow()).isCloseTo(10, Offset.offset(0.5));
    }

    @Test
    void shouldSayNothingWhereNothingMoves() {
        pace.seen(BEGIN, 0);
        pace.seen(BEGIN.plusSeconds(10), 1000);
        for (int second = 11; second <= 200; second++) {
            pace.seen(BEGIN.plusSeconds(second), 1000);
        }

        assertThat(pace.left(1000)).isEmpty();
    }

    @Test
    void shouldBeginAnewWithAnotherAttempt() {
        pace.seen(BEGIN, 0);
        pace.seen(BEGIN.plusSeconds(10), 1_000_000);
        pace.seen(BEGIN.plusSeconds(20), 0);
        pace.seen(BEGIN.plusSeconds(30), 50);

        assertThat(pace.bytesPerSecond().orElseThrow()).isEqualTo(5);
    }
}
