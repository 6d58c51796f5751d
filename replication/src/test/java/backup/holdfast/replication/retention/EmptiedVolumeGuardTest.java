package backup.holdfast.replication.retention;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.retention.VolumeVerdict.Plausible;
import backup.holdfast.replication.retention.VolumeVerdict.Suspicious;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import backup.holdfast.replication.snapshot.SnapshotSize;
import backup.holdfast.replication.snapshot.Snapshots;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmptiedVolumeGuardTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final long MIB = 1 << 20;

    @ParameterizedTest
    @CsvSource({
        // median files, median MiB, files now, MiB now, suspicious
        "1000, 1000, 1000, 1000, false",
        "1000, 1000,  300,  300, false",
        "1000, 1000,  299, 1000, true",
        "1000, 1000, 1000,  299, true",
        "1000, 1000,    0,    0, true",
        "1000, 1000, 5000, 9000, false",
        // Under 30 %, but nothing to speak of is lost.
        " 120,   90,   20,    0, false",
        " 120,   90,   19,    0, true",
        "  10,  110,    1,   10, false",
        "  10,  110,    1,    9, true",
        // The loss of bytes alone may be what makes the loss of files count.
        "  90, 1000,   10,  800, true",
    })
    void shouldSuspectAFallUnderThirtyPercentThatLosesMuch(
            long files, long mib, long filesNow, long mibNow, boolean suspicious) {
        List<SnapshotInfo> older = history(files, mib, files, mib, files, mib);

        VolumeVerdict verdict = judge(filesNow, mibNow, older);

        assertThat(verdict instanceof Suspicious).isEqualTo(suspicious);
    }

    @Test
    void shouldSayWhatIsLeftOfWhat() {
        assertThat(judge(3, 1, history(1000, 2000, 1200, 2000, 1100, 2000)))
                .isEqualTo(new Suspicious(
                        "the volume holds 3 files and 1.0 MiB, where 3 earlier backups had a median of 1100 files and 2000.0 MiB:"
                                + " restore it, or set acceptChange to a new value if that is meant"));
    }

    @Test
    void shouldCompareWithTheLastFiveOnly() {
        long[] sizes = {9000, 6000, 4000, 2500, 2000, 1500, 1000, 1000, 1000, 1000, 1000};
        List<SnapshotInfo> shrunkStepByStep = history(
                Arrays.stream(sizes).flatMap(size -> LongStream.of(size, size)).toArray());

        assertThat(judge(400, 400, shrunkStepByStep)).isEqualTo(new Plausible());
        assertThat(judge(299, 299, shrunkStepByStep)).isInstanceOf(Suspicious.class);
    }

    @Test
    void shouldNotCompareWithWhatTheVolumeHeldLongAgo() {
        List<SnapshotInfo> older = new ArrayList<>(history(10, 10, 10, 10));
        Instant newest = older.get(1).instant();
        older.add(Snapshots.sized(
                "b1", newest.minus(Duration.ofDays(90)).minusSeconds(1).toString(), 9000, 9000 * MIB));

        assertThat(judge(10, 10, older)).isEqualTo(new Plausible());

        older.add(Snapshots.sized("b2", newest.minus(Duration.ofDays(90)).toString(), 9000, 9000 * MIB));

        assertThat(judge(10, 10, older)).isInstanceOf(Suspicious.class);
    }

    @Test
    void shouldNotGetUsedToTheLossByBackingItUp() {
        List<SnapshotInfo> emptiedForDays =
                history(1000, 1000, 1000, 1000, 2, 0, 2, 0, 3, 0, 3, 0, 3, 0, 4, 0, 4, 0, 4, 0);

        assertThat(judge(4, 0, emptiedForDays)).isInstanceOf(Suspicious.class);
        assertThat(judge(990, 1000, emptiedForDays)).isEqualTo(new Plausible());
    }

    @Test
    void shouldMeasureOnlyWhatCameAfterAcceptance() {
        List<SnapshotInfo> older = history(1000, 1000, 1000, 1000, 2, 0);
        Instant accepted = older.get(2).instant();

        assertThat(EmptiedVolumeGuard.judge(new SnapshotSize(2, 0), older, Optional.empty(), Optional.of(accepted)))
                .isEqualTo(new Plausible());
    }

    @Test
    void shouldFindAFirstBackupPlausible() {
        assertThat(judge(0, 0, List.of())).isEqualTo(new Plausible());
        assertThat(judge(0, 0, List.of(Snapshots.snapshot("a1", "2026-11-19T04:00:00Z"))))
                .isEqualTo(new Plausible());
    }

    @Test
    void shouldSuspectAVolumeRestoredEmptyWhileOlderHistoryExists() {
        List<SnapshotInfo> older = history(10, 10, 10, 10, 10, 10);
        Instant second = older.get(1).instant();

        assertThat(EmptiedVolumeGuard.judge(
                        new SnapshotSize(10, 10 * MIB), older, Optional.of(second.plusSeconds(1)), Optional.empty()))
                .isEqualTo(new Suspicious(
                        "the volume was restored empty, and the repository holds 2 older snapshots of it: restore one, or"
                                + " set acceptChange to a new value"));
    }

    @Test
    void shouldLetAVolumeThatBeganEmptyBuildItsOwnHistory() {
        List<SnapshotInfo> own = history(10, 10, 10, 10);

        assertThat(EmptiedVolumeGuard.judge(
                        new SnapshotSize(10, 10 * MIB),
                        own,
                        Optional.of(own.get(0).instant().minusSeconds(60)),
                        Optional.empty()))
                .isEqualTo(new Plausible());
    }

    private static VolumeVerdict judge(long files, long mib, List<SnapshotInfo> older) {
        return EmptiedVolumeGuard.judge(new SnapshotSize(files, mib * MIB), older, Optional.empty(), Optional.empty());
    }

    /** Pairs of files and MiB, a day apart, the oldest first. */
    private static List<SnapshotInfo> history(long... filesAndMib) {
        List<SnapshotInfo> history = new ArrayList<>();
        int count = filesAndMib.length / 2;
        for (int i = 0; i < count; i++) {
            Instant time = NOW.minus(Duration.ofDays(count - i));
            history.add(Snapshots.sized(
                    String.format("a%03d", i), time.toString(), filesAndMib[2 * i], filesAndMib[2 * i + 1] * MIB));
        }
        return history;
    }
}
