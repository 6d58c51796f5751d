package backup.holdfast.cli.term;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsTest {
    private static final Instant NOW = Instant.parse("2026-11-20T04:30:00Z");

    private final Moments moments = new Moments(NOW, ZoneId.of("Europe/Berlin"));

    @ParameterizedTest
    @CsvSource({
        "2h, 2026-11-20T02:30:00Z",
        "90m ago, 2026-11-20T03:00:00Z",
        "1d12h, 2026-11-18T16:30:00Z",
        "1w, 2026-11-13T04:30:00Z",
        "yesterday 18:00, 2026-11-19T17:00:00Z",
        "today 5:15, 2026-11-20T04:15:00Z",
        "Yesterday, 2026-11-19T22:59:59Z",
        "2026-11-01, 2026-11-01T22:59:59Z",
        "2026-11-01 04:00 UTC, 2026-11-01T04:00:00Z",
        "2026-11-02T04:00 America/New_York, 2026-11-02T09:00:00Z",
        "2026-11-01 04:00:30 +02:00, 2026-11-01T02:00:30Z",
        "2026-11-20T04:00:00Z, 2026-11-20T04:00:00Z",
        "2026-11-20 04:00:00+01:00, 2026-11-20T03:00:00Z",
        "2026-11-20T04:00:00.123456789Z, 2026-11-20T04:00:00.123456789Z",
    })
    void shouldReadWhatPeopleWrite(String text, Instant meant) {
        assertThat(moments.read(text)).contains(meant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2",
                "soon",
                "h",
                "ago",
                "20.11.2026",
                "2026-13-01",
                "yesterday 25:00",
                "today 18:00 Mars/North",
                "-2h"
            })
    void shouldReadNothingIntoAnythingElse(String text) {
        assertThat(moments.read(text)).isEmpty();
    }

    @Test
    void shouldTakeTheDayInTheZoneThatIsNamed() {
        // It is still the 19th there.
        assertThat(moments.read("today 18:00 America/New_York")).contains(Instant.parse("2026-11-19T23:00:00Z"));
    }
}
