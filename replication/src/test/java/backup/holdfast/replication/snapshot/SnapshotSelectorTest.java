package backup.holdfast.replication.snapshot;

import static backup.holdfast.replication.snapshot.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.snapshot.RestorePoint.AsOf;
import backup.holdfast.replication.snapshot.RestorePoint.ById;
import backup.holdfast.replication.snapshot.RestorePoint.Latest;
import backup.holdfast.replication.snapshot.RestorePoint.Previous;
import backup.holdfast.replication.snapshot.Selection.AmbiguousId;
import backup.holdfast.replication.snapshot.Selection.Chosen;
import backup.holdfast.replication.snapshot.Selection.NoneMatching;
import backup.holdfast.replication.snapshot.Selection.NoneOfIdentity;
import backup.holdfast.replication.snapshot.Selection.OtherIdentity;
import backup.holdfast.replication.snapshot.Selection.Refused;
import backup.holdfast.replication.snapshot.Selection.UnknownId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotSelectorTest {

    private static final SnapshotIdentity IDENTITY = SnapshotIdentity.of("volsync", "/data");

    private static final SnapshotInfo OLDEST = snapshot("a1", "2026-11-17T04:00:00.1Z");
    private static final SnapshotInfo OLD = snapshot("a2", "2026-11-18T04:00:00.25Z");
    private static final SnapshotInfo NEWER = snapshot("b3", "2026-11-18T04:00:00.75Z");
    private static final SnapshotInfo NEWEST = snapshot("c4", "2026-11-20T05:00:00.5+01:00");
    private static final SnapshotInfo OTHER_HOST = snapshot("d5", "2026-11-21T04:00:00Z", "other", List.of("/data"));
    private static final SnapshotInfo OTHER_PATH =
            snapshot("d6", "2026-11-21T05:00:00Z", "volsync", List.of("/data/x"));
    private static final SnapshotInfo MORE_PATHS =
            snapshot("e7", "2026-11-21T06:00:00Z", "volsync", List.of("/data", "/etc"));

    private static final List<SnapshotInfo> REPOSITORY =
            List.of(NEWER, OTHER_PATH, OLDEST, NEWEST, OTHER_HOST, OLD, MORE_PATHS);

    private static final String THREE_NEWEST =
            "the newest 3 are c4000000 (2026-11-20T04:00:00Z), b3000000 (2026-11-18T04:00:00Z), a2000000"
                    + " (2026-11-18T04:00:00Z)";

    private final SnapshotSelector selector = new SnapshotSelector(IDENTITY);

    @Test
    void shouldChooseTheNewestOfExactlyThisHostAndPath() {
        assertThat(select(new Latest())).isEqualTo(new Chosen(NEWEST, 0, "the newest of 4"));
    }

    @Test
    void shouldReachEverySnapshotOfOneSecond() {
        assertThat(select(new Previous(1))).isEqualTo(new Chosen(NEWER, 1, "1 before the newest of 4"));
        assertThat(select(new Previous(2))).isEqualTo(new Chosen(OLD, 2, "2 before the newest of 4"));
    }

    @Test
    void shouldTakePreviousZeroForTheNewest() {
        assertThat(select(new Previous(0))).isEqualTo(select(new Latest()));
    }

    @Test
    void shouldSayWhatExistsWhenPreviousReachesTooFar() {
        assertThat(select(new Previous(4)))
                .isEqualTo(new NoneMatching(
                        List.of(NEWEST, NEWER, OLD),
                        "previous 4 asks for the 5th newest snapshot, and there are only 4; " + THREE_NEWEST));
        assertThat(selector.select(List.of(OLD), new Previous(1)))
                .isEqualTo(new NoneMatching(
                        List.of(OLD),
                        "previous 1 asks for the 2nd newest snapshot, and there is only 1; the newest is a2000000"
                                + " (2026-11-18T04:00:00Z)"));
    }

    @Test
    void shouldRefuseANegativePreviousInWords() {
        Refused refused = new Refused("previous is -1: 0 is the newest snapshot, 1 the one before it, and so on");

        assertThat(select(new Previous(-1))).isEqualTo(refused);
        assertThat(select(new AsOf(NEWEST.instant(), -1))).isEqualTo(refused);
    }

    @Test
    void shouldChooseTheNewestAtOrBeforeAnInstant() {
        assertThat(select(new AsOf(Instant.parse("2026-11-19T00:00:00Z"))))
                .isEqualTo(new Chosen(NEWER, 1, "the newest at or before 2026-11-19T00:00:00Z; 1 newer exists"));
        assertThat(select(new AsOf(Instant.parse("2026-11-18T04:00:00.75Z"))))
                .isEqualTo(new Chosen(NEWER, 1, "the newest at or before 2026-11-18T04:00:00.750Z; 1 newer exists"));
        assertThat(select(new AsOf(Instant.parse("2026-11-18T04:00:00.749Z"))))
                .isEqualTo(new Chosen(OLD, 2, "the newest at or before 2026-11-18T04:00:00.749Z; 2 newer exist"));
    }

    @Test
    void shouldIncludeTheWholeSecondOfAnInstantWithoutAFraction() {
        assertThat(select(new AsOf(Instant.parse("2026-11-18T04:00:00Z"))))
                .isEqualTo(new Chosen(NEWER, 1, "the newest at or before 2026-11-18T04:00:00Z; 1 newer exists"));
        assertThat(select(new AsOf(Instant.parse("2026-11-18T03:59:59Z"))))
                .isEqualTo(new Chosen(OLDEST, 3, "the newest at or before 2026-11-18T03:59:59Z; 3 newer exist"));
    }

    @Test
    void shouldCombineAnInstantWithPrevious() {
        assertThat(select(new AsOf(Instant.parse("2026-11-19T00:00:00Z"), 2)))
                .isEqualTo(
                        new Chosen(OLDEST, 3, "2 before the newest at or before 2026-11-19T00:00:00Z; 3 newer exist"));
        assertThat(select(new AsOf(Instant.parse("2026-11-19T00:00:00Z"), 3)))
                .isEqualTo(new NoneMatching(
                        List.of(NEWEST, NEWER, OLD),
                        "previous 3 asks for the 4th newest snapshot at or before 2026-11-19T00:00:00Z, and there are"
                                + " only 3; " + THREE_NEWEST));
    }

    @Test
    void shouldNameTheOldestWhenTheInstantIsBeforeAll() {
        assertThat(select(new AsOf(Instant.parse("2020-01-01T00:00:00Z"))))
                .isEqualTo(new NoneMatching(
                        List.of(NEWEST, NEWER, OLD),
                        "there is no snapshot at or before 2020-01-01T00:00:00Z; the oldest is a1000000"
                                + " (2026-11-17T04:00:00Z); " + THREE_NEWEST));
    }

    @Test
    void shouldChooseByAUniquePrefix() {
        assertThat(select(new ById("b"))).isEqualTo(new Chosen(NEWER, 1, "chosen by id; 1 newer exists"));
        assertThat(select(new ById("B3"))).isEqualTo(new Chosen(NEWER, 1, "chosen by id; 1 newer exists"));
        assertThat(select(new ById(OLDEST.id()))).isEqualTo(new Chosen(OLDEST, 3, "chosen by id; 3 newer exist"));
    }

    @Test
    void shouldTellAnAmbiguousIdFromAnUnknownOne() {
        assertThat(select(new ById("a")))
                .isEqualTo(new AmbiguousId(
                        List.of(OLD, OLDEST),
                        "2 snapshots have an id that starts with a: write more of it; the newest 2 are a2000000"
                                + " (2026-11-18T04:00:00Z), a1000000 (2026-11-17T04:00:00Z)"));
        assertThat(select(new ById("ff")))
                .isEqualTo(new UnknownId(
                        "ff", "no snapshot of the repository has an id that starts with ff; " + THREE_NEWEST));
    }

    @Test
    void shouldNotHandOutAnotherIdentitysSnapshot() {
        assertThat(select(new ById("d5")))
                .isEqualTo(new OtherIdentity(
                        OTHER_HOST,
                        "snapshot d5000000 (2026-11-21T04:00:00Z) belongs to other:/data, not to volsync:/data: name"
                                + " that identity to restore it"));
        assertThat(select(new ById("d6"))).isInstanceOf(OtherIdentity.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "latest", "a1 ", "--delete", "xyz"})
    void shouldRefuseWhatCannotBeAnId(String id) {
        assertThat(select(new ById(id)))
                .isEqualTo(
                        new Refused("\"" + id + "\" is no snapshot id: use the digits 0-9 and a-f that restic shows"));
    }

    @Test
    void shouldTellAnEmptyRepositoryFromOneWithOthersSnapshots() {
        assertThat(selector.select(List.of(), new Latest()))
                .isEqualTo(new NoneOfIdentity(IDENTITY, "the repository holds no snapshot"));
        assertThat(selector.select(List.of(OTHER_HOST, OTHER_PATH), new Previous(3)))
                .isEqualTo(new NoneOfIdentity(
                        IDENTITY,
                        "the repository holds no snapshot of volsync:/data; it has 2 of volsync:/data/x, other:/data"));
    }

    private Selection select(RestorePoint point) {
        return selector.select(REPOSITORY, point);
    }
}
