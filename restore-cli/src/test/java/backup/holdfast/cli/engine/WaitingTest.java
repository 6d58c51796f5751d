package backup.holdfast.cli.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class WaitingTest {
    private Instant now = Instant.parse("2026-11-20T12:00:00Z");
    private final Waiting waiting = new Waiting(
            new Clock() {
                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    throw new UnsupportedOperationException("there is one zone here");
                }

                @Override
                public Instant instant() {
                    return now;
                }
            },
            time -> now = now.plus(time));

    @Test
    void shouldOutlastAnApiServerThatIsRestarted() {
        Instant back = now.plus(Duration.ofMinutes(4));

        boolean found = waiting.until(
                () -> {
                    if (now.isBefore(back)) {
                        throw stop(ExitCode.UNREACHABLE);
                    }
                    return true;
                },
                Duration.ofHours(1));

        assertThat(found).isTrue();
        assertThat(now).isEqualTo(back);
    }

    @Test
    void shouldGiveUpOnOneThatStaysAway() {
        Instant begun = now;

        assertThatThrownBy(() -> waiting.until(
                        () -> {
                            throw stop(ExitCode.UNREACHABLE);
                        },
                        Duration.ofHours(1)))
                .isInstanceOf(StopException.class);

        assertThat(Duration.between(begun, now)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void shouldNotOutlastAnythingElse() {
        Instant begun = now;

        assertThatThrownBy(() -> waiting.until(
                        () -> {
                            throw stop(ExitCode.FORBIDDEN);
                        },
                        Duration.ofHours(1)))
                .isInstanceOf(StopException.class);

        assertThat(now).isEqualTo(begun);
    }

    private static StopException stop(ExitCode exitCode) {
        return new StopException(exitCode, "what", "advice");
    }
}
