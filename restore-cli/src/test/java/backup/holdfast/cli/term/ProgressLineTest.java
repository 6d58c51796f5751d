package backup.holdfast.cli.term;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.MoverEvent.Progress;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressLineTest {
    private static final Progress HALF = new Progress(50.9, 310, 731, 1_288_490_189, 2_576_980_378L);

    private final Pace pace = new Pace();

    @Test
    void shouldDrawABarWithAllThatThereIsRoomFor() {
        pace.seen(Instant.EPOCH, 0);
        pace.seen(Instant.EPOCH.plusSeconds(100), HALF.bytesDone());
        ProgressLine line = new ProgressLine(HALF, pace);

        assertThat(line.drawn(119))
                .isEqualTo(" [####################--------------------]   50 %  1.2 GiB of 2.4 GiB, 310 of 731 files,"
                        + " 100s left, 12.3 MiB/s");
        assertThat(line.drawn(79)).isEqualTo("   50 %  1.2 GiB of 2.4 GiB, 310 of 731 files, 100s left, 12.3 MiB/s");
        assertThat(line.drawn(50)).isEqualTo("   50 %  1.2 GiB of 2.4 GiB, 310 of 731 files");
        assertThat(line.drawn(12)).isEqualTo("   50 %  1.2");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 40, 79, 100, 200})
    void shouldNeverBeWiderThanTheTerminal(int width) {
        assertThat(new ProgressLine(HALF, pace).drawn(width)).hasSizeLessThanOrEqualTo(width);
    }

    @Test
    void shouldFillTheBarOnlyAtTheEnd() {
        assertThat(new ProgressLine(new Progress(99.9, 1, 2, 1, 2), pace).drawn(100))
                .contains("  99 %", "-]");
        assertThat(new ProgressLine(new Progress(100, 1, 1, 2, 2), pace).drawn(100))
                .contains("[" + "#".repeat(40) + "]  100 %  2 B of 2 B, 1 of 1 file");
        assertThat(new ProgressLine(new Progress(Double.NaN, 0, 0, 0, 0), pace).drawn(100))
                .contains("   0 %");
    }

    @Test
    void shouldWriteNoBarIntoAFile() {
        assertThat(new ProgressLine(HALF, pace).plain()).isEqualTo("   50 %  1.2 GiB of 2.4 GiB, 310 of 731 files");
    }
}
