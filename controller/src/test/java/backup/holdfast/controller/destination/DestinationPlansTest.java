package backup.holdfast.controller.destination;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.mover.Placement;
import backup.holdfast.controller.resolver.RepositorySecret;
import backup.holdfast.controller.sync.ResolvedSpec.Valid;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.SelectedSnapshot;
import backup.holdfast.replication.plan.Conduct;
import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.MissingPolicy;
import backup.holdfast.replication.plan.RestorePlan;
import backup.holdfast.replication.plan.RestorePlan.ExtraFiles;
import backup.holdfast.replication.plan.RestorePlan.Overwrite;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.plan.SafetyCopy;
import backup.holdfast.replication.plan.SafetyCopy.Impossible;
import backup.holdfast.replication.plan.Workspace;
import backup.holdfast.replication.schedule.RunCause;
import backup.holdfast.replication.schedule.RunCause.Kind;
import backup.holdfast.replication.schedule.SchedulePolicy;
import backup.holdfast.replication.schedule.Slot;
import backup.holdfast.replication.state.RecordedRun;
import backup.holdfast.replication.state.RecordedRun.Purpose;
import backup.holdfast.restic.repository.RepositoryLocation;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class DestinationPlansTest {
    private static final Instant NOW = Instant.parse("2026-11-20T04:00:00Z");
    private static final String MADE = "destinationPVC: null\ncapacity: 1Gi\naccessModes: [ReadWriteOnce]";
    private static final SelectedSnapshot SNAPSHOT =
            new SelectedSnapshot("5d1c8f0e".repeat(8), NOW, "volsync", List.of("/data"), 3456L, "the newest of 3");

    // Safety copies

    @ParameterizedTest
    @EnumSource
    void shouldSaveSomebodysVolumeBeforeARestoreThatIsAskedForByHand(Kind kind) {
        boolean byHand = kind == Kind.MANUAL || kind == Kind.REQUEST;

        assertThat(Optional.ofNullable(restore("", kind).safety()))
                .isEqualTo(
                        byHand
                                ? Optional.of(new SafetyCopy(Identity.VOLSYNC, "/data", Impossible.STOP))
                                : Optional.empty());
    }

    @Test
    void shouldNotSaveAVolumeThatWasMadeForTheRestore() {
        assertThat(restore(MADE, Kind.MANUAL).safety()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"Required, STOP", "IfPossible, GO_ON", "Never, "})
    void shouldSaveTheVolumeAsTheSpecSays(String written, Impossible ifImpossible) {
        for (Kind kind : List.of(Kind.MANUAL, Kind.SCHEDULE)) {
            assertThat(Optional.ofNullable(
                                    restore("safetyCopy: " + written, kind).safety())
                            .map(SafetyCopy::ifImpossible))
                    .isEqualTo(Optional.ofNullable(ifImpossible));
        }
    }

    @Test
    void shouldRecordACopyUnderThePathItsMoverSees() {
        SafetyCopy copy =
                restore("identity: {host: nas, path: /srv/photos}", Kind.MANUAL).safety();

        assertThat(copy.of()).isEqualTo(new Identity("nas", "/srv/photos"));
        assertThat(copy.identity()).isEqualTo(new Identity(SafetyCopy.HOST, "/data"));
    }

    @Test
    void shouldFillAClaimExactlyAndSaveNothingBefore() {
        RestorePlan plan = plans("safetyCopy: Required\noverwrite: Never", Conduct.EVERYDAY)
                .fill(run(Kind.MANUAL).id(), SNAPSHOT, "claim-uid", List.of(), NOW);

        assertThat(plan.safety()).isNull();
        assertThat(plan.overwrite()).isEqualTo(Overwrite.ALWAYS);
        assertThat(plan.extraFiles()).isEqualTo(ExtraFiles.DELETE);
        assertThat(plan.snapshotBytes()).isEqualTo(3456);
        assertThat(plan.volumeId()).isEqualTo("claim-uid");
    }

    // A missing snapshot. Claims that are filled have it looked for by the same plan.

    @ParameterizedTest
    @CsvSource({
        "'', CONTINUE_BEFORE_FIRST, FAIL_IN_RECOVERY",
        "'onMissingSnapshot: Continue', CONTINUE, FAIL_IN_RECOVERY",
        "'onMissingSnapshot: Fail', FAIL, FAIL",
        "'previous: 1', FAIL_BY_NAME, FAIL_BY_NAME",
        "'identity: {host: volsync}', FAIL_BY_NAME, FAIL_BY_NAME"
    })
    void shouldFailForAMissingSnapshotInRecovery(String spec, MissingPolicy everyday, MissingPolicy inRecovery) {
        RunId run = run(Kind.MANUAL).id();

        assertThat(plans(spec, Conduct.EVERYDAY).select(run, NOW).onMissing()).isEqualTo(everyday);
        assertThat(plans(spec, Conduct.RECOVERY).select(run, NOW).onMissing()).isEqualTo(inRecovery);
    }

    private static RestorePlan restore(String spec, Kind kind) {
        return plans(spec, Conduct.EVERYDAY).restore(run(kind), SNAPSHOT, "claim-uid", List.of(), NOW);
    }

    private static DestinationPlans plans(String spec, Conduct conduct) {
        ReplicationDestination destination = SampleDestinations.withRestic(spec);
        DestinationSettings settings = ((Valid<DestinationSettings>)
                        new DestinationResolver(ZoneOffset.UTC, SchedulePolicy.DEFAULT, conduct).resolve(destination))
                .settings();
        return new DestinationPlans(
                destination,
                settings,
                new RepositorySecret.Usable(
                        "photos-restic", "42", RepositoryLocation.parse("s3:https://minio/bucket/photos"), Map.of()),
                new Placement(new Workspace(Path.of("/data"), Path.of("/cache"), null), "/data", Optional.empty()));
    }

    private static RecordedRun run(Kind kind) {
        RunCause cause = new RunCause(kind, Optional.empty(), Optional.empty());
        return new RecordedRun(
                RunId.of(SampleDestinations.UID, "", NOW, 1), new Slot(NOW), cause, Purpose.SYNC, 1, NOW);
    }
}
