package backup.holdfast.cli.term;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT119S, 119s",
        "PT2M, 2m",
        "PT119M59S, 119m",
        "PT2H, 2h",
        "PT47H59M, 47h",
        "PT48H, 2d",
        "-PT5S, 0s"
    })
    void shouldShortenDurations(Duration duration, String words) {
        assertThat(Words.duration(duration)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B", "1023, 1023 B", "1024, 1.0 KiB", "1048575, 1.0 MiB", "1073741824, 1.0 GiB", "8640034, 8.2 MiB"
    })
    void shouldRoundSizes(long bytes, String words) {
        assertThat(Words.bytes(bytes)).isEqualTo(words);
    }

    @Test
    void shouldTellBeforeFromAfter() {
        Instant now = Instant.parse("2026-11-20T04:00:00Z");
        assertThat(Words.relative(now.plusSeconds(600), now)).isEqualTo("in 10m");
        assertThat(Words.relative(now.minusSeconds(600), now)).isEqualTo("10m ago");
    }

    @Test
    void shouldAlignColumnsAndCountEmptyCells() {
        Table table = new Table("NAME", "STATE");
        table.row("photos", "Good");
        table.row("db", "");
        assertThat(table.lines()).containsExactly("NAME     STATE", "photos   Good", "db       -");
    }
}
