package backup.holdfast.replication.retention;

import static backup.holdfast.replication.snapshot.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.snapshot.SnapshotInfo;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Fast samples of what {@link RetentionPreviewIT} compares by the thousand. */
class RetentionPreviewTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private static final List<SnapshotInfo> HISTORY = List.of(
            snapshot("a1", "2025-12-31T12:00:00Z"),
            snapshot("a2", "2026-11-18T12:00:00Z"),
            snapshot("a3", "2026-11-19T12:00:00Z"),
            snapshot("a4", "2026-11-20T08:00:00Z"),
            snapshot("a5", "2026-11-20T09:30:00Z"));

    @Test
    void shouldKeepTheNewestOfEachDayAndTheOldestWhileThereIsRoom() {
        assertThat(kept(HISTORY, "daily", "5"))
                .isEqualTo(Map.of(
                        "a5000000", List.of("daily snapshot"),
                        "a3000000", List.of("daily snapshot"),
                        "a2000000", List.of("daily snapshot"),
                        "a1000000", List.of("daily snapshot")));
        assertThat(kept(HISTORY.subList(2, 5), "yearly", "2"))
                .isEqualTo(
                        Map.of("a5000000", List.of("yearly snapshot"), "a3000000", List.of("oldest yearly snapshot")));
    }

    @Test
    void shouldCountSpansBackFromTheNewestSnapshotNotFromNow() {
        assertThat(kept(HISTORY, "within", "1d"))
                .isEqualTo(Map.of(
                        "a5000000", List.of("within 1d"),
                        "a4000000", List.of("within 1d"),
                        "a3000000", List.of("within 1d")));
    }

    @Test
    void shouldNotCountSpansBackFromTheFuture() {
        List<SnapshotInfo> history =
                List.of(snapshot("a1", "2026-11-18T12:00:00Z"), snapshot("f2", "2030-01-01T00:00:00Z"));

        assertThat(kept(history, "within", "1d"))
                .isEqualTo(Map.of("a1000000", List.of("within 1d"), "f2000000", List.of("within 1d")));
    }

    @Test
    void shouldLetASnapshotOfTheFutureTakeTheOnlyPlace() {
        List<SnapshotInfo> history =
                List.of(snapshot("a1", "2026-11-18T12:00:00Z"), snapshot("f2", "2030-01-01T00:00:00Z"));

        assertThat(kept(history, "last", "1")).isEqualTo(Map.of("f2000000", List.of("last snapshot")));
    }

    @Test
    void shouldTellDaysApartByTheOffsetStoredWithEach() {
        List<SnapshotInfo> history = List.of(
                snapshot("a1", "2026-11-18T10:00:00Z"),
                snapshot("a2", "2026-11-19T00:30:00+01:00"),
                snapshot("a3", "2026-11-18T23:45:00Z"));

        assertThat(kept(history, "daily", "2"))
                .isEqualTo(Map.of("a3000000", List.of("daily snapshot"), "a2000000", List.of("daily snapshot")));
    }

    @Test
    void shouldRemoveNothingFromNothing() {
        RetentionPolicy policy = new RetainFields().with(KeepRule.LAST, "1").policy();
        RetentionPreview preview = RetentionPreview.of(List.of(), policy, NOW);

        assertThat(preview).isEqualTo(new RetentionPreview(List.of()));
        assertThat(preview.removesNothing()).isTrue();
    }

    @Test
    void shouldListWhatGoesNewestFirst() {
        RetentionPolicy policy = new RetainFields().with(KeepRule.LAST, "2").policy();
        RetentionPreview preview = RetentionPreview.of(HISTORY, policy, NOW);

        assertThat(preview.remove()).containsExactly(HISTORY.get(2), HISTORY.get(1), HISTORY.get(0));
        assertThat(preview.removesNothing()).isFalse();
        assertThat(preview.groups().get(0).size()).isEqualTo(5);
    }

    private static Map<String, List<String>> kept(List<SnapshotInfo> history, String field, String value) {
        KeepRule rule = List.of(KeepRule.values()).stream()
                .filter(it -> it.field().equals(field))
                .findFirst()
                .orElseThrow();
        RetentionPolicy policy = new RetainFields().with(rule, value).policy();
        return RetentionPreview.of(history, policy, NOW).groups().get(0).keep().stream()
                .collect(Collectors.toMap(
                        kept -> kept.snapshot().shortId(),
                        kept -> kept.reasons().stream()
                                .map(RetentionPreview.Reason::text)
                                .toList()));
    }
}
