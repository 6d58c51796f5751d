package backup.holdfast.controller.mover.copy;

import static backup.holdfast.controller.mover.copy.CopySamples.EARLIER;
import static backup.holdfast.controller.mover.copy.CopySamples.NAME;
import static backup.holdfast.controller.mover.copy.CopySamples.NOW;
import static backup.holdfast.controller.mover.copy.CopySamples.OWNER;
import static backup.holdfast.controller.mover.copy.CopySamples.RUN;
import static backup.holdfast.controller.mover.copy.CopySamples.claims;
import static backup.holdfast.controller.mover.copy.CopySamples.deleted;
import static backup.holdfast.controller.mover.copy.CopySamples.kept;
import static backup.holdfast.controller.mover.copy.CopySamples.named;
import static backup.holdfast.controller.mover.copy.CopySamples.of;
import static backup.holdfast.controller.mover.copy.CopySamples.request;
import static backup.holdfast.controller.mover.copy.CopySamples.restic;
import static backup.holdfast.controller.mover.copy.CopySamples.snapshot;
import static backup.holdfast.controller.mover.copy.CopySamples.snapshots;
import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.mover.copy.CopyRequest.Method;
import backup.holdfast.controller.mover.copy.CopyStep.Await;
import backup.holdfast.controller.mover.copy.CopyStep.MakeClaim;
import backup.holdfast.controller.mover.copy.CopyStep.Refuse;
import backup.holdfast.controller.mover.copy.CopyStep.Remove;
import backup.holdfast.controller.mover.copy.CopyStep.TakeSnapshot;
import backup.holdfast.controller.mover.copy.CopyStep.Use;
import backup.holdfast.crds.snapshot.VolumeSnapshot;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.state.MoverWait.Cause;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PointInTimeCopyTest {
    private static final String READY =
            "{boundVolumeSnapshotContentName: content, creationTime: '2026-11-20T03:59:01Z', readyToUse: true,"
                    + " restoreSize: 4Gi}";

    @Test
    void shouldTakeASnapshotFirst() {
        CopyStep step = next(request(Method.SNAPSHOT, "{volumeSnapshotClassName: csi-fast}"), CopySight.NOTHING);

        assertThat(step).isInstanceOfSatisfying(TakeSnapshot.class, take -> {
            VolumeSnapshot snapshot = take.snapshot();
            assertThat(snapshot.getMetadata().getName()).isEqualTo(NAME);
            assertThat(snapshot.getMetadata().getNamespace()).isEqualTo("media");
            assertThat(snapshot.getMetadata().getLabels())
                    .isEqualTo(Map.of(
                            "app.kubernetes.io/created-by",
                            "volsync",
                            "volsync.backube/cleanup",
                            OWNER.uid(),
                            "holdfast.backup/run",
                            RUN.value()));
            assertThat(OWNER.owns(snapshot.getMetadata())).isTrue();
            assertThat(snapshot.getSpec().source().persistentVolumeClaimName()).isEqualTo("photos");
            assertThat(snapshot.getSpec().volumeSnapshotClassName()).isEqualTo("csi-fast");
        });
    }

    @Test
    void shouldMakeAClaimFromASnapshotThatIsReady() {
        CopyStep step = next(request(Method.SNAPSHOT, "{}"), snapshots(of(RUN, snapshot(NAME, READY))));

        assertThat(step).isInstanceOfSatisfying(MakeClaim.class, make -> {
            PersistentVolumeClaim claim = make.claim();
            assertThat(claim.getMetadata().getName()).isEqualTo(NAME);
            assertThat(claim.getMetadata().getLabels()).isEqualTo(CopyMarks.labels(OWNER, RUN));
            assertThat(claim.getSpec().getDataSource().getApiGroup()).isEqualTo("snapshot.storage.k8s.io");
            assertThat(claim.getSpec().getDataSource().getKind()).isEqualTo("VolumeSnapshot");
            assertThat(claim.getSpec().getDataSource().getName()).isEqualTo(NAME);
            assertThat(claim.getSpec().getVolumeMode()).isEqualTo("Filesystem");
            assertThat(claim.getSpec().getStorageClassName()).isEqualTo("fast");
        });
    }

    @Test
    void shouldCloneTheClaimItself() {
        CopyStep step = next(request(Method.CLONE, "{}"), CopySight.NOTHING);

        assertThat(step).isInstanceOfSatisfying(MakeClaim.class, make -> {
            assertThat(make.claim().getMetadata().getName()).isEqualTo(NAME);
            assertThat(make.claim().getSpec().getDataSource().getApiGroup()).isNull();
            assertThat(make.claim().getSpec().getDataSource().getKind()).isEqualTo("PersistentVolumeClaim");
            assertThat(make.claim().getSpec().getDataSource().getName()).isEqualTo("photos");
        });
    }

    /** Some volumes are not made before a pod wants them. */
    @ParameterizedTest
    @EnumSource(Method.class)
    void shouldUseTheCopyOfItsRunBoundOrNot(Method method) {
        PersistentVolumeClaim copy = of(RUN, named(NAME));

        assertThat(next(request(method, "{}"), claims(copy))).isEqualTo(new Use(copy));
    }

    @Test
    void shouldGoOnUnderTheNameThatItsRunHas() {
        PersistentVolumeClaim copy = of(RUN, named(NAME + "-" + RUN));

        assertThat(next(request(Method.CLONE, "{}"), claims(copy))).isEqualTo(new Use(copy));
    }

    @Test
    void shouldNeverUseTheCopyOfAnEarlierRun() {
        PersistentVolumeClaim stale = of(EARLIER, named(NAME));
        VolumeSnapshot old = of(EARLIER, snapshot(NAME, READY));

        assertThat(next(request(Method.CLONE, "{}"), claims(stale))).isEqualTo(new Remove(stale));
        assertThat(next(request(Method.SNAPSHOT, "{}"), snapshots(old))).isEqualTo(new Remove(old));
    }

    /** It has VolSync's mark, and no run id. */
    @Test
    void shouldRemoveWhatVolSyncLeftOfASync() {
        PersistentVolumeClaim theirs = of(RUN, named(NAME));
        theirs.getMetadata().setLabels(Map.of("volsync.backube/cleanup", OWNER.uid()));

        assertThat(next(request(Method.SNAPSHOT, "{}"), claims(theirs))).isEqualTo(new Remove(theirs));
    }

    @Test
    void shouldLeaveWhatIsNobodysCopyAloneAndTakeAnotherName() {
        PersistentVolumeClaim persons = named(NAME);
        PersistentVolumeClaim owned = of(EARLIER, named(NAME));
        owned.getMetadata().setLabels(Map.of("app.kubernetes.io/created-by", "volsync"));
        PersistentVolumeClaim labelled = of(EARLIER, named(NAME));
        labelled.getMetadata().setOwnerReferences(List.of());

        for (PersistentVolumeClaim other : List.of(persons, owned, labelled)) {
            assertThat(next(request(Method.CLONE, "{}"), claims(other)))
                    .isInstanceOfSatisfying(
                            MakeClaim.class,
                            make -> assertThat(make.claim().getMetadata().getName())
                                    .isEqualTo(NAME + "-" + RUN));
        }
    }

    @Test
    void shouldTakeAnotherNameWhereAnEarlierSnapshotIsKept() {
        VolumeSnapshot keep = kept(of(EARLIER, snapshot(NAME, READY)));

        assertThat(next(request(Method.SNAPSHOT, "{}"), snapshots(keep)))
                .isInstanceOfSatisfying(
                        TakeSnapshot.class,
                        take -> assertThat(take.snapshot().getMetadata().getName())
                                .isEqualTo(NAME + "-" + RUN));
    }

    @Test
    void shouldUseItsSnapshotEvenIfItIsToBeKept() {
        VolumeSnapshot keep = kept(of(RUN, snapshot(NAME, READY)));

        assertThat(next(request(Method.SNAPSHOT, "{}"), snapshots(keep))).isInstanceOf(MakeClaim.class);
    }

    @ParameterizedTest
    @CsvSource({"2026-11-20T03:59:30Z, ", "2026-11-20T03:58:00Z, NAME_TAKEN"})
    void shouldWaitForANamesakeThatIsBeingRemoved(String since, Cause said) {
        for (PersistentVolumeClaim leaving : List.of(
                deleted(since, of(EARLIER, named(NAME))),
                deleted(since, of(RUN, named(NAME))),
                deleted(since, named(NAME)))) {
            assertThat(cause(next(request(Method.CLONE, "{}"), claims(leaving))))
                    .isEqualTo(Optional.ofNullable(said));
        }
        assertThat(cause(next(
                        request(Method.SNAPSHOT, "{}"), snapshots(deleted(since, of(EARLIER, snapshot(NAME, READY)))))))
                .isEqualTo(Optional.ofNullable(said));
    }

    @Test
    void shouldWaitForAVolumeThatIsNotThereYet() {
        PersistentVolumeClaim source = CopySamples.source();
        source.getStatus().setPhase("Pending");
        CopyRequest request = new CopyRequest(OWNER, RUN, Method.SNAPSHOT, restic("{}"), source);

        assertThat(cause(next(request, CopySight.NOTHING))).contains(Cause.SOURCE_UNBOUND);
        source.getStatus().setPhase("Lost");
        assertThat(next(request, CopySight.NOTHING))
                .isEqualTo(new Refuse(FailureClass.SOURCE_MISSING, "PersistentVolumeClaim photos has lost its volume"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                // Of a snapshot of a minute, an hour and two days ago. A content alone is not enough.
                "{} | SNAPSHOT_PENDING | SNAPSHOT_PENDING | fails",
                "{boundVolumeSnapshotContentName: c} | | SNAPSHOT_PENDING | fails",
                "{boundVolumeSnapshotContentName: c, readyToUse: false} | | SNAPSHOT_PENDING | fails",
                "{error: {message: 'cannot find default snapshot class'}} | SNAPSHOT_FAILING | fails | fails",
                "{boundVolumeSnapshotContentName: c, error: {message: 'no space'}} | SNAPSHOT_FAILING | fails | fails",
                // The driver is at work: a large upload may take hours.
                "{boundVolumeSnapshotContentName: c, error: {message: 'rpc error: code = DeadlineExceeded'}} | |"
                        + " SNAPSHOT_PENDING | fails",
            })
    void shouldBePatientWithSlowSnapshotsAndNotWithBrokenOnes(
            String status, String minute, String hour, String twoDays) {
        CopySight sight = snapshots(of(RUN, snapshot(NAME, status)));

        assertThat(verdict(sight, Duration.ZERO)).isEqualTo(minute);
        assertThat(verdict(sight, Duration.ofHours(1))).isEqualTo(hour);
        assertThat(verdict(sight, Duration.ofDays(2))).isEqualTo(twoDays);
    }

    @Test
    void shouldSayWhatTheSnapshotterSays() {
        CopySight sight = snapshots(of(RUN, snapshot(NAME, "{error: {message: 'no space'}}")));

        assertThat(new PointInTimeCopy(
                                request(Method.SNAPSHOT, "{}"), Optional.empty(), NOW.plus(Duration.ofMinutes(11)))
                        .next(sight))
                .isEqualTo(new Refuse(
                        FailureClass.SNAPSHOT_FAILED,
                        "VolumeSnapshot volsync-photos-src is not ready to use since 2026-11-20T03:59:00Z: no space"));
    }

    @Test
    void shouldMarkWhatIsCutForATokenWithIt() {
        CopyStep cut =
                new PointInTimeCopy(request(Method.SNAPSHOT, "{}"), Optional.of("night"), NOW).next(CopySight.NOTHING);
        CopyStep made = new PointInTimeCopy(request(Method.SNAPSHOT, "{}"), Optional.of("later"), NOW)
                .next(snapshots(of(RUN, snapshot(NAME, READY))));

        assertThat(cut)
                .isInstanceOfSatisfying(
                        TakeSnapshot.class,
                        take -> assertThat(CopyMarks.trigger(take.snapshot())).contains("night"));
        assertThat(made)
                .isInstanceOfSatisfying(
                        MakeClaim.class,
                        make -> assertThat(CopyMarks.trigger(make.claim())).isEmpty());
    }

    private static CopyStep next(CopyRequest request, CopySight sight) {
        return new PointInTimeCopy(request, Optional.empty(), NOW).next(sight);
    }

    private static String verdict(CopySight sight, Duration later) {
        CopyStep step =
                new PointInTimeCopy(request(Method.SNAPSHOT, "{}"), Optional.empty(), NOW.plus(later)).next(sight);
        return step instanceof Refuse refuse && refuse.failure() == FailureClass.SNAPSHOT_FAILED
                ? "fails"
                : cause(step).map(Cause::toString).orElse(null);
    }

    private static Optional<Cause> cause(CopyStep step) {
        assertThat(step).isInstanceOf(Await.class);
        return ((Await) step).why().map(wait -> wait.cause());
    }
}
