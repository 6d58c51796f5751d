package backup.holdfast.controller.destination;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.destination.DestinationSettings.Afterwards;
import backup.holdfast.controller.destination.DestinationSettings.CacheAfterwards;
import backup.holdfast.controller.destination.DestinationSettings.Image;
import backup.holdfast.controller.destination.DestinationSettings.Missing;
import backup.holdfast.controller.destination.DestinationSettings.Target;
import backup.holdfast.controller.sync.ResolvedSpec;
import backup.holdfast.controller.sync.ResolvedSpec.External;
import backup.holdfast.controller.sync.ResolvedSpec.Invalid;
import backup.holdfast.controller.sync.ResolvedSpec.Valid;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.replication.plan.Conduct;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.RestorePlan.ExtraFiles;
import backup.holdfast.replication.plan.RestorePlan.Overwrite;
import backup.holdfast.replication.plan.RestorePlan.Verification;
import backup.holdfast.replication.plan.WantedSnapshot;
import backup.holdfast.replication.schedule.SchedulePolicy;
import backup.holdfast.replication.schedule.Trigger;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationResolverTest {
    private final DestinationResolver resolver =
            new DestinationResolver(ZoneOffset.UTC, SchedulePolicy.DEFAULT, Conduct.EVERYDAY);

    @Test
    void shouldRestoreTheNewestSnapshotOfVolSyncsIdentityUnlessToldOtherwise() {
        DestinationSettings settings = settings(SampleDestinations.withRestic(""));

        assertThat(settings.trigger()).isEqualTo(new Trigger.Manual("restore-once"));
        assertThat(settings.target()).isEqualTo(new Target.Existing("photos"));
        assertThat(settings.image()).isEqualTo(new Image.TheVolume());
        assertThat(settings.wanted()).isEqualTo(WantedSnapshot.NEWEST);
        assertThat(settings.host()).isEqualTo("volsync");
        assertThat(settings.path()).isEmpty();
        assertThat(settings.missing()).isEqualTo(Missing.BY_WHAT_WAS_ASKED);
        assertThat(settings.missingWait()).isZero();
        assertThat(settings.writing().extraFiles()).isEqualTo(ExtraFiles.KEEP);
        assertThat(settings.writing().overwrite()).isEqualTo(Overwrite.ALWAYS);
        assertThat(settings.writing().verification()).isEqualTo(Verification.NONE);
    }

    @Test
    void shouldFailForAMissingSnapshotInRecoveryWhateverTheSpecSays() {
        DestinationResolver recovery =
                new DestinationResolver(ZoneOffset.UTC, SchedulePolicy.DEFAULT, Conduct.RECOVERY);

        for (String spec : List.of("", "onMissingSnapshot: Continue")) {
            ResolvedSpec<DestinationSettings> resolved = recovery.resolve(SampleDestinations.withRestic(spec));
            assertThat(((Valid<DestinationSettings>) resolved).settings().conduct())
                    .isEqualTo(Conduct.RECOVERY);
        }
    }

    @Test
    void shouldUnderstandEveryField() {
        DestinationSettings settings = settings(SampleDestinations.withRestic("""
                restoreAsOf: "2026-11-20T05:00:00+01:00"
                previous: 2
                enableFileDeletion: true
                include: [/photos, "*.db"]
                identity: {host: nas, path: /srv/photos}
                overwrite: IfNewer
                verify: true
                onMissingSnapshot: Continue
                missingSnapshotWait: 5m
                cleanupCachePVC: true
                timeout: 6h
                limitDownloadKiBps: 500
                """));

        assertThat(settings.wanted()).isEqualTo(new WantedSnapshot(null, Instant.parse("2026-11-20T04:00:00Z"), 2));
        assertThat(settings.writing())
                .isEqualTo(new DestinationSettings.Writing(
                        List.of("/photos", "*.db"), ExtraFiles.DELETE, Overwrite.IF_NEWER, Verification.CONTENT));
        assertThat(settings.host()).isEqualTo("nas");
        assertThat(settings.path()).contains("/srv/photos");
        assertThat(settings.missing()).isEqualTo(Missing.CONTINUE);
        assertThat(settings.missingWait()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.cacheAfterwards()).isEqualTo(CacheAfterwards.DELETE);
        assertThat(settings.limits().deadline()).isEqualTo(Duration.ofHours(6));
        assertThat(settings.tuning().limitDownloadKiBps()).isEqualTo(500);
    }

    @ParameterizedTest
    @CsvSource({"Snapshot, DELETE", "Direct, KEEP", "None, KEEP"})
    void shouldMakeAVolumeWhereNoneIsNamedAndKeepItWhereItIsTheResult(String copyMethod, Afterwards afterwards) {
        DestinationSettings settings = settings(SampleDestinations.withSpec("""
                restic: {repository: photos-restic, copyMethod: %s, capacity: 5Gi, accessModes: [ReadWriteMany],
                         storageClassName: fast, cleanupTempPVC: true}
                """.formatted(copyMethod)));

        assertThat(settings.target())
                .isEqualTo(new Target.Provisioned(
                        "volsync-back-dest",
                        new Quantity("5Gi"),
                        List.of("ReadWriteMany"),
                        Optional.of("fast"),
                        afterwards));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "copyMethod: Clone|spec.restic.copyMethod: Clone has no meaning for a destination",
                "copyMethod: null|spec.restic.copyMethod is missing",
                "copyMethod: Teleport|spec.restic.copyMethod has a value this version of Holdfast does not know",
                "destinationPVC: null|spec.restic names no volume to restore into",
                "destinationPVC: ../etc|spec.restic.destinationPVC: \"../etc\" can be no object's name",
                "previous: -1|spec.restic.previous is -1",
                "restoreAsOf: yesterday|spec.restic.restoreAsOf: \"yesterday\" is not an instant",
                "restoreAsOf: '2026-11-20 04:00:00'|spec.restic.restoreAsOf: \"2026-11-20 04:00:00\" is not an instant",
                "snapshotId: latest|spec.restic.snapshotId: \"latest\" is no snapshot id",
                "{snapshotId: 5d1c, previous: 1}|spec.restic.snapshotId names one snapshot, and previous another",
                "{snapshotId: 5d1c, restoreAsOf: '2026-11-20T04:00:00Z'}|spec.restic.snapshotId names one snapshot, and restoreAsOf",
                "identity: {path: data}|spec.restic.identity.path: \"data\" is no path",
                "onMissingSnapshot: Guess|spec.restic.onMissingSnapshot has a value",
                "missingSnapshotWait: soon|spec.restic.missingSnapshotWait: \"soon\" is not a duration",
                "safetyCopy: Perhaps|spec.restic.safetyCopy has a value",
                "overwrite: Sometimes|spec.restic.overwrite has a value",
                "populateFrom: Air|spec.restic.populateFrom has a value",
                "timeout: 0s|spec.restic.timeout: \"0s\" leaves no time"
            })
    void shouldRefuseInWordsWhatCannotWork(String lines, String beginning) {
        String yaml =
                lines.startsWith("{") ? lines.substring(1, lines.length() - 1).replace(", ", "\n") : lines;

        ResolvedSpec<DestinationSettings> resolved = resolver.resolve(SampleDestinations.withRestic(yaml));

        assertThat(resolved).isInstanceOfSatisfying(Invalid.class, invalid -> {
            assertThat(invalid.failure()).isEqualTo(FailureClass.INVALID_SPEC);
            assertThat(invalid.detail()).startsWith(beginning);
        });
    }

    @Test
    void shouldLeaveOthersAlone() {
        assertThat(resolver.resolve(SampleDestinations.withSpec("external: {provider: example.com/replicator}")))
                .isEqualTo(new External<>());
        assertThat(resolver.resolve(SampleDestinations.withSpec("rsyncTLS: {}")))
                .isInstanceOfSatisfying(
                        Invalid.class,
                        invalid -> assertThat(invalid.detail()).startsWith("spec.rsyncTLS is not handled by Holdfast"));
    }

    private DestinationSettings settings(ReplicationDestination destination) {
        ResolvedSpec<DestinationSettings> resolved = resolver.resolve(destination);
        assertThat(resolved).isInstanceOf(Valid.class);
        return ((Valid<DestinationSettings>) resolved).settings();
    }
}
