package backup.holdfast.controller.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backup.holdfast.controller.metrics.Counts;
import backup.holdfast.controller.metrics.MetricFamilies;
import backup.holdfast.controller.metrics.SyncCounters;
import backup.holdfast.controller.source.FakeMovers.Mishap;
import backup.holdfast.controller.stewardship.Mandate.AddOnly;
import backup.holdfast.controller.stewardship.Mandate.Foreign;
import backup.holdfast.controller.stewardship.Mandate.Full;
import backup.holdfast.controller.stewardship.Mandate.Halted;
import backup.holdfast.controller.stewardship.Mandate.HandsOff;
import backup.holdfast.controller.stewardship.Stewardship;
import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.volsync.CurrentRun;
import backup.holdfast.crds.volsync.HandledRequest;
import backup.holdfast.crds.volsync.KeptSnapshot;
import backup.holdfast.crds.volsync.PreviewedSnapshot;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.RetentionPreview;
import backup.holdfast.crds.volsync.RunResult;
import backup.holdfast.replication.plan.BackupPlan.Step;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.state.MoverObservation.Blocked;
import backup.holdfast.replication.state.MoverObservation.Running;
import backup.holdfast.replication.state.MoverObservation.Waiting;
import backup.holdfast.replication.state.MoverWait;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.RequiresRealApi;
import backup.holdfast.testsupport.cluster.TestNamespace;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One reconciliation after the other, on a real API server, with what a cache would show: the newest object or an older one. */
@RequiresRealApi
@ClusterTest(crds = "crds/replicationsources.volsync.backube.yaml")
final class SourceReconcilerIT {
    private final FakeMovers movers = new FakeMovers();
    private final FakeReferences references = FakeReferences.complete();
    private final RecordedEvents events = new RecordedEvents();
    private final SetMandate mandate = new SetMandate();
    private final SyncCounters counters = new SyncCounters(new SimpleMeterRegistry(), Clock.systemUTC());

    // Ahead of the API server's, which dates new objects in whole seconds.
    private final SettableClock clock =
            new SettableClock(Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(5));

    private KubernetesClient client;
    private String namespace;
    private SourceReconciler reconciler;

    @BeforeEach
    void start(KubernetesClient client, TestNamespace namespace) {
        this.client = client;
        this.namespace = namespace.name();
        reconciler = controller();
    }

    // The ordinary way

    @Test
    void shouldStartARunAndWriteDownWhatCameOfIt() {
        create(daily());

        reconcile();
        CurrentRun run = status().run();
        assertThat(run.id()).isEqualTo(movers.newest().value());
        assertThat(status().lastSyncStartTime()).isEqualTo(clock.instant());
        assertThat(condition("Synchronizing")).isEqualTo("True SyncInProgress");
        assertThat(movers.started()).hasSize(1);

        clock.pass(Duration.ofMillis(30_030));
        movers.succeed(clock.instant());
        reconcile();

        ReplicationStatus ended = status();
        assertThat(ended.run()).isNull();
        assertThat(ended.lastSyncStartTime()).isNull();
        assertThat(ended.lastSyncTime()).isEqualTo(clock.instant().truncatedTo(ChronoUnit.SECONDS));
        assertThat(ended.lastSyncDuration()).isEqualTo("30.03s");
        assertThat(ended.nextSyncTime())
                .isAfter(clock.instant())
                .isBefore(clock.instant().plus(Duration.ofDays(1)));
        assertThat(ended.observedGeneration()).isEqualTo(1);
        assertThat(condition("Synchronizing")).isEqualTo("False WaitingForSchedule");
        assertThat(condition("Ready")).isEqualTo("True Accepted");
        assertThat(condition("BackupHealthy")).isEqualTo("True Succeeded");
        assertThat(movers.cleanedUp()).containsExactly(movers.newest());
        assertThat(events.lines()).containsExactly("Normal BackupSucceeded Backup photos");
    }

    @Test
    void shouldWriteNothingWhileIdle() {
        create(daily());
        backUpOnce();
        String version = read().getMetadata().getResourceVersion();
        int secretReads = references.secretReads();

        for (int i = 0; i < 10; i++) {
            clock.pass(Duration.ofSeconds(1));
            Optional<Duration> again = reconcile();
            assertThat(again).contains(Duration.between(clock.instant(), status().nextSyncTime()));
        }

        assertThat(read().getMetadata().getResourceVersion()).isEqualTo(version);
        assertThat(references.secretReads())
                .as("Secrets are read when a run starts")
                .isEqualTo(secretReads);
    }

    @Test
    void shouldTellOnceWhatAMoverWaitsForAndThatItNoLongerDoes() {
        create(daily());
        reconcile();
        MoverWait wait = new MoverWait(MoverWait.Cause.UNSCHEDULABLE, "0/3 nodes are available");
        String told = "Synchronization in-progress: " + wait.cause().sentence();

        movers.show(new Waiting(wait));
        assertThat(reconcile()).contains(Duration.ofMillis(1));
        String version = read().getMetadata().getResourceVersion();
        movers.show(new Waiting(new MoverWait(wait.cause(), "0/4 nodes are available")));
        assertThat(reconcile()).contains(Duration.ofSeconds(30));
        assertThat(read().getMetadata().getResourceVersion()).isEqualTo(version);
        assertThat(message("Synchronizing")).isEqualTo(told);
        assertThat(condition("Synchronizing")).isEqualTo("True SyncInProgress");
        assertThat(events.lines()).containsExactly("Warning MoverWaiting Backup photos");

        movers.show(new Running());
        reconcile();
        assertThat(message("Synchronizing")).isEqualTo("Synchronization in-progress");
        assertThat(events.lines()).hasSize(1);
    }

    @Test
    void shouldTryAgainToStartAMoverThatSomethingWasInTheWayOf() {
        create(daily());
        reconcile();
        movers.show(
                new Blocked(new MoverWait(MoverWait.Cause.NAME_TAKEN, "Job media/volsync-src-photos is in the way")));

        reconcile();
        assertThat(movers.started()).hasSize(1);
        assertThat(events.lines()).containsExactly("Warning MoverWaiting Backup photos");
        reconcile();
        reconcile();

        assertThat(movers.started())
                .as("asked to start, each time for the same run")
                .hasSize(3);
        assertThat(movers.started().stream().map(plan -> plan.runId()).distinct())
                .hasSize(1);
        assertThat(events.lines()).hasSize(1);
    }

    @Test
    void shouldWriteNothingWhileAMoverIsAtWork() {
        create(daily());
        reconcile();
        String version = read().getMetadata().getResourceVersion();
        int secretReads = references.secretReads();

        for (int i = 0; i < 10; i++) {
            clock.pass(Duration.ofHours(7));
            assertThat(reconcile()).contains(Duration.ofSeconds(30));
        }

        assertThat(read().getMetadata().getResourceVersion()).isEqualTo(version);
        assertThat(references.secretReads()).isEqualTo(secretReads);
        assertThat(movers.started()).hasSize(1);
    }

    @Test
    void shouldRecordWhichPolicyWasApplied() {
        create(daily());
        reconcile();
        movers.end(
                new SampleRuns.Outcome(MoverOutcome.RunResult.SUCCEEDED)
                        .snapshot()
                        .forget(0, 1)
                        .get(),
                clock.instant());

        reconcile();

        assertThat(status().restic().retainApplied()).isEqualTo("--keep-daily=7");
    }

    @Test
    void shouldNotRecordAPolicyThatTheRunDidNotKnow() {
        create(daily());
        reconcile();
        edit("""
                {"spec":{"restic":{"retain":{"daily":1}}}}""");
        movers.end(
                new SampleRuns.Outcome(MoverOutcome.RunResult.SUCCEEDED)
                        .snapshot()
                        .forget(0, 1)
                        .get(),
                clock.instant());

        reconcile();

        assertThat(status().restic().retainApplied()).isNull();
    }

    @Test
    void shouldAnswerARequest() {
        create(daily());
        backUpOnce();
        edit("""
                {"metadata":{"annotations":{"%s":"2026-11-20"}}}""".formatted(HoldfastKeys.REQUESTED_AT));

        reconcile();
        movers.fail(FailureClass.UNREACHABLE, clock.instant());
        reconcile();

        assertThat(status().lastHandledRequest())
                .isEqualTo(new HandledRequest("2026-11-20", movers.newest().value(), RunResult.FAILED));
        assertThat(movers.started()).hasSize(2);
        reconcile();
        assertThat(movers.started()).as("a request is one run").hasSize(2);
    }

    @Test
    void shouldAnswerAPreviewOnceAndStartNoRunForIt() {
        create(daily());
        backUpOnce();
        edit("""
                {"metadata":{"annotations":{"%s":"look"}}}""".formatted(HoldfastKeys.PREVIEW_RETENTION));
        reconcile();
        assertThat(movers.started()).as("a preview waits for a run").hasSize(1);

        edit("""
                {"metadata":{"annotations":{"%s":"one"}}}""".formatted(HoldfastKeys.REQUESTED_AT));
        reconcile();
        movers.end(
                new SampleRuns.Outcome(MoverOutcome.RunResult.SUCCEEDED)
                        .snapshot()
                        .previewed("look")
                        .get(),
                clock.instant());
        reconcile();
        RetentionPreview answer = status().restic().retentionPreview();
        edit("""
                {"metadata":{"annotations":{"%s":"two"}}}""".formatted(HoldfastKeys.REQUESTED_AT));
        reconcile();

        assertThat(movers.started())
                .extracting(plan -> plan.retention().previewRequest())
                .containsExactly(null, "look", null);
        assertThat(List.of(answer.token(), answer.keep(), answer.remove())).containsExactly("look", 1, 2);
        assertThat(answer.removed()).extracting(PreviewedSnapshot::id).containsExactly("11111111", "22222222");
        assertThat(answer.kept())
                .containsExactly(new KeptSnapshot("33333333", SampleRuns.SLOT, List.of("last snapshot")));
    }

    @Test
    void shouldRepeatOnlyTheMaintenanceThatFailed() {
        create(daily());
        reconcile();
        movers.end(
                new SampleRuns.Outcome(MoverOutcome.RunResult.SUCCEEDED)
                        .snapshot()
                        .maintenanceFailure(FailureClass.LOCKED)
                        .get(),
                clock.instant());
        reconcile();
        assertThat(condition("BackupHealthy")).isEqualTo("True Succeeded");
        assertThat(condition("RetentionActive")).isEqualTo("False Locked");

        clock.pass(Duration.ofMinutes(2));
        reconcile();
        assertThat(movers.started().get(1).steps()).containsExactly(Step.FORGET);
        movers.end(
                new SampleRuns.Outcome(MoverOutcome.RunResult.SUCCEEDED)
                        .forget(1, 7)
                        .get(),
                clock.instant());
        reconcile();

        assertThat(status().maintenance()).isNull();
        assertThat(condition("RetentionActive")).isEqualTo("True Active");
        assertThat(events.lines())
                .containsExactly(
                        "Normal BackupSucceeded Backup photos",
                        "Warning MaintenanceFailed Backup photos",
                        "Normal MaintenanceSucceeded Backup photos");
    }

    // Twice

    @Test
    void shouldStartNothingTwiceWhenTheCacheIsStale() {
        ReplicationSource stale = create(daily());
        reconcile(stale);

        assertThat(reconcile(stale)).contains(Duration.ofSeconds(1));

        assertThat(movers.started()).hasSize(1);
    }

    @Test
    void shouldStartNothingTwiceWhenTwoControllersRace() {
        ReplicationSource seenByBoth = create(daily());
        SourceReconciler other = controller();

        reconcile(seenByBoth);
        clock.pass(Duration.ofSeconds(2));
        assertThat(reconcile(other, seenByBoth)).contains(Duration.ofSeconds(1));

        assertThat(movers.started()).hasSize(1);
        assertThat(status().run().id()).isEqualTo(movers.newest().value());
    }

    @Test
    void shouldStartNothingAgainWhenTheCacheStillShowsARunThatIsOver() {
        create(daily());
        reconcile();
        ReplicationSource stale = read();
        movers.succeed(clock.instant());
        reconcile();

        reconcile(stale);

        assertThat(movers.started()).hasSize(1);
        assertThat(status().run()).isNull();
    }

    @Test
    void shouldConcludeARunOnce() {
        create(daily());
        reconcile();
        ReplicationSource stale = read();
        movers.succeed(clock.instant());
        reconcile();
        // As if the first conclusion had not cleaned up yet.
        movers.succeed(clock.instant());

        assertThat(reconcile(stale)).contains(Duration.ofSeconds(1));

        assertThat(events.lines()).hasSize(1);
        assertThat(Counts.of(counters)).containsEntry("holdfast_runs succeeded", 1.0);
    }

    // Crashes

    @Test
    void shouldLaunchTheMoverOnceWhenTheControllerDiedBeforeItCould() {
        create(daily());
        movers.atNextStart(Mishap.DIES_BEFORE);
        assertThatThrownBy(this::reconcile).hasMessage("the controller died before the start");
        CurrentRun written = status().run();
        reconciler = controller();

        clock.pass(Duration.ofSeconds(40));
        reconcile();
        reconcile();

        assertThat(movers.started()).hasSize(1);
        assertThat(movers.newest().value()).isEqualTo(written.id());
        assertThat(status().run()).isEqualTo(written);
    }

    @Test
    void shouldFindItsMoverAgainWhenTheControllerDiedAfterTheStart() {
        create(daily());
        movers.atNextStart(Mishap.DIES_AFTER);
        assertThatThrownBy(this::reconcile).hasMessage("the controller died after the start");
        reconciler = controller();

        reconcile();
        movers.succeed(clock.instant());
        reconcile();

        assertThat(movers.started()).hasSize(1);
        assertThat(status().lastRun().result()).isEqualTo(RunResult.SUCCEEDED);
    }

    @Test
    void shouldEndARunThatCannotBeLaunchedAnyMore() {
        create(daily());
        movers.atNextStart(Mishap.DIES_BEFORE);
        assertThatThrownBy(this::reconcile).isInstanceOf(IllegalStateException.class);
        references.withoutSecret("photos-restic");

        reconcile();

        assertThat(movers.started()).isEmpty();
        assertThat(status().run()).isNull();
        assertThat(status().lastRun().failureClass()).isEqualTo("SecretMissing");
        assertThat(condition("Ready")).isEqualTo("False SecretMissing");
    }

    @Test
    void shouldFailTheRunWhenTheMoverIsRefused() {
        create(daily());
        movers.atNextStart(Mishap.REFUSES);

        reconcile();

        assertThat(status().run()).isNull();
        assertThat(status().lastRun().failureClass()).isEqualTo("SourceMissing");
        assertThat(status().consecutiveFailures()).isEqualTo(1);
        assertThat(events.lines()).containsExactly("Warning BackupFailed Backup photos");
        reconcile();
        assertThat(status().nextAttemptTime()).isAfter(clock.instant());
        assertThat(movers.started()).isEmpty();
    }

    // Deleted

    @Test
    void shouldStopCaringWhenTheObjectIsDeletedDuringARun() {
        create(daily());
        reconcile();
        ReplicationSource stale = read();
        resource().delete();
        movers.succeed(clock.instant());

        assertThat(reconcile(stale)).isEmpty();

        assertThat(events.lines()).isEmpty();
        assertThat(resource().get()).isNull();
    }

    @Test
    void shouldNotTakeANewObjectOfTheSameNameForTheOldOne() {
        create(daily());
        reconcile();
        ReplicationSource old = read();
        resource().delete();
        create(daily());
        movers.cleanUp(null, movers.newest());

        reconcile(old);

        assertThat(movers.started()).hasSize(1);
        assertThat(status()).isEqualTo(ReplicationStatus.EMPTY);
    }

    // Edited

    @Test
    void shouldJudgeASpecThatIsEditedDuringARunAndLetTheRunGoOn() {
        create(daily());
        reconcile();
        edit("""
                {"spec":{"trigger":{"schedule":"0 4 * * *","timeZone":"Mars/Phobos"}}}""");

        reconcile();

        assertThat(status().observedGeneration()).isEqualTo(2);
        assertThat(condition("Ready")).isEqualTo("False InvalidSpec");
        assertThat(condition("Synchronizing")).isEqualTo("True SyncInProgress");
        assertThat(status().run().id()).isEqualTo(movers.newest().value());

        movers.succeed(clock.instant());
        reconcile();

        assertThat(status().lastRun().result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(condition("Ready")).isEqualTo("False InvalidSpec");
        assertThat(condition("BackupHealthy")).isEqualTo("True Succeeded");
    }

    @Test
    void shouldNotBecomeReadyAtTheEndOfARunWithoutALook() {
        create(daily());
        reconcile();
        edit("""
                {"spec":{"restic":{"repository":"elsewhere"}}}""");
        reconcile();
        assertThat(condition("Ready")).isEqualTo("False SecretMissing");
        movers.succeed(clock.instant());

        reconcile();

        assertThat(condition("Ready")).isEqualTo("False SecretMissing");
    }

    @Test
    void shouldSeeARunToItsEndWhenSomebodyElseTakesOver() {
        create(daily());
        reconcile();
        edit("""
                {"spec":{"restic":null,"external":{"provider":"example.com/replicator"}}}""");
        movers.succeed(clock.instant());

        reconcile();
        assertThat(status().run()).isNull();
        assertThat(status().lastRun().result()).isEqualTo(RunResult.SUCCEEDED);
        String version = read().getMetadata().getResourceVersion();
        clock.pass(Duration.ofDays(2));

        assertThat(reconcile()).isEmpty();
        assertThat(read().getMetadata().getResourceVersion()).isEqualTo(version);
    }

    // Waiting

    @Test
    void shouldStallOnAMissingSecretAndStartWhenItIsThere() {
        references.withoutSecret("photos-restic");
        create(daily());

        assertThat(reconcile()).contains(Duration.ofSeconds(30));
        assertThat(condition("Ready")).isEqualTo("False SecretMissing");
        assertThat(condition("Stalled")).isEqualTo("True SecretMissing");
        assertThat(condition("Synchronizing")).isEqualTo("False Error");
        String version = read().getMetadata().getResourceVersion();
        clock.pass(Duration.ofSeconds(30));
        reconcile();
        assertThat(read().getMetadata().getResourceVersion()).isEqualTo(version);

        references.withSecret(
                "photos-restic", Map.of("RESTIC_REPOSITORY", "s3:https://minio/bucket/photos", "RESTIC_PASSWORD", "x"));
        clock.pass(Duration.ofSeconds(30));
        reconcile();

        assertThat(movers.started()).hasSize(1);
        assertThat(condition("Ready")).isEqualTo("True Accepted");
        assertThat(condition("Stalled")).isEqualTo("absent");
    }

    @Test
    void shouldLookAgainForAMissingSecretEvenWhilePaused() {
        references.withoutSecret("photos-restic");
        create("""
                paused: true
                """ + daily());

        assertThat(reconcile()).contains(Duration.ofSeconds(30));
        assertThat(condition("Ready")).isEqualTo("False SecretMissing");

        references.withSecret(
                "photos-restic", Map.of("RESTIC_REPOSITORY", "s3:https://minio/bucket/photos", "RESTIC_PASSWORD", "x"));
        clock.pass(Duration.ofSeconds(30));

        assertThat(reconcile()).isEmpty();
        assertThat(condition("Ready")).isEqualTo("True Accepted");
        assertThat(movers.started()).isEmpty();
    }

    @Test
    void shouldStartNothingWhileARestoreHoldsTheVolume() {
        references.withClaim(
                "photos",
                Map.of(
                        HoldfastKeys.RESTORE,
                        "{\"runId\":\"hf-00000000-20261119t040000\",\"snapshotId\":\"s\",\"phase\":\"Restoring\"}"));
        create(daily());

        assertThat(reconcile()).contains(Duration.ofSeconds(30));

        assertThat(movers.started()).isEmpty();
        assertThat(condition("Ready")).isEqualTo("True Accepted");
        assertThat(status().condition("Ready").orElseThrow().getMessage())
                .isEqualTo("Accepted; held: a restore into the volume is under way or ended badly (run"
                        + " hf-00000000-20261119t040000, phase Restoring); restore it again, or remove annotation"
                        + " holdfast.backup/restore if the volume is good (PersistentVolumeClaim " + namespace
                        + "/photos)");

        references.withClaim("photos", Map.of());
        clock.pass(Duration.ofSeconds(30));
        reconcile();
        assertThat(movers.started()).hasSize(1);
    }

    @Test
    void shouldNotRepeatWhatOnlyAPersonCanMendUntilSomethingChanges() {
        create(daily());
        reconcile();
        movers.fail(FailureClass.WRONG_PASSWORD, clock.instant());
        reconcile();

        clock.pass(Duration.ofMinutes(10));
        assertThat(reconcile()).contains(Duration.ofSeconds(30));
        assertThat(movers.started()).hasSize(1);

        edit("""
                {"spec":{"restic":{"pruneIntervalDays":8}}}""");
        reconcile();
        assertThat(movers.started()).hasSize(2);
    }

    @Test
    void shouldTryAgainAtTheNextLookOnceTheSecretIsMended() {
        create(daily());
        reconcile();
        movers.fail(FailureClass.WRONG_PASSWORD, clock.instant());
        reconcile();
        Optional<Duration> look = reconcile();
        assertThat(condition("Stalled")).isEqualTo("True WrongPassword");

        references.withSecret(
                "photos-restic",
                Map.of("RESTIC_REPOSITORY", "s3:https://minio/bucket/photos", "RESTIC_PASSWORD", "the right one"),
                "43");
        clock.pass(look.orElseThrow());
        reconcile();

        assertThat(look.orElseThrow()).isLessThanOrEqualTo(Duration.ofSeconds(30));
        assertThat(movers.started()).hasSize(2);
        movers.succeed(clock.instant());
        reconcile();
        assertThat(condition("Stalled")).isEqualTo("absent");
        assertThat(condition("Ready")).isEqualTo("True Accepted");
    }

    // The mandate

    @Test
    void shouldLeaveASourceOfAnotherClassUntouched() {
        ReplicationSource created = create(daily());
        mandate.set(new Foreign());

        assertThat(reconcile()).isEmpty();

        assertThat(read()).isEqualTo(created);
        assertThat(counters.families().stream().flatMap(MetricFamilies::collect))
                .isEmpty();
        assertThat(events.lines()).isEmpty();
    }

    @Test
    void shouldOnlySayWhyItWritesNothingAndGoOnAfterwards() {
        create(daily());
        reconcile();
        movers.succeed(clock.instant());
        ReplicationSource before = read();
        mandate.set(new HandsOff("VolSyncActive", "VolSync is at work"));

        assertThat(reconcile()).contains(Stewardship.LOOK_AGAIN);
        assertThat(mandate.told()).containsExactly("photos: VolSync is at work");
        assertThat(read()).isEqualTo(before);

        mandate.set(new Full());
        reconcile();
        assertThat(status().lastRun().result()).isEqualTo(RunResult.SUCCEEDED);
    }

    @Test
    void shouldNotSpeakToSourcesThatItWouldNotHandle() {
        create("""
                sourcePVC: photos
                rsync: {}
                """);
        mandate.set(new HandsOff("VolSyncActive", "VolSync is at work"));

        reconcile();

        assertThat(mandate.told()).isEmpty();
    }

    @Test
    void shouldStartNothingWhereTheDefinitionsWouldDropItsMemory() {
        create(daily());
        mandate.set(new Halted("apply the definitions"));

        assertThat(reconcile()).contains(Stewardship.LOOK_AGAIN);
        String version = read().getMetadata().getResourceVersion();
        reconcile();

        assertThat(read().getMetadata().getResourceVersion()).isEqualTo(version);
        assertThat(movers.started()).isEmpty();
        assertThat(references.secretReads()).isZero();
        assertThat(condition("Ready")).isEqualTo("False SchemaOutdated");
        assertThat(condition("Stalled")).isEqualTo("True SchemaOutdated");
        assertThat(condition("Synchronizing")).isEqualTo("False Error");
        assertThat(message("Stalled")).isEqualTo("apply the definitions");

        mandate.set(new Full());
        reconcile();
        assertThat(movers.started()).hasSize(1);
        assertThat(condition("Stalled")).isEqualTo("absent");
    }

    @Test
    void shouldBackUpButForgetNothingWhereASafetyFieldWouldBeDropped() {
        create(daily());
        mandate.set(new AddOnly("apply the definitions"));

        reconcile();

        assertThat(movers.started()).hasSize(1);
        assertThat(movers.started().get(0).retention().frozenBecause()).isEqualTo("apply the definitions");
        movers.succeed(clock.instant());
        reconcile();
        assertThat(status().lastRun().result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(condition("Stalled")).isEqualTo("True SchemaOutdated");
        assertThat(condition("RetentionActive")).isEqualTo("False SchemaOutdated");
        assertThat(condition("BackupHealthy")).isEqualTo("True Succeeded");
    }

    // Others' fields

    @Test
    void shouldLeaveASourceOfSomebodyElseUntouched() {
        ReplicationSource created = create("""
                sourcePVC: photos
                external: {provider: example.com/replicator}
                """);

        assertThat(reconcile()).isEmpty();

        assertThat(read()).isEqualTo(created);
        assertThat(counters.families().stream().flatMap(MetricFamilies::collect))
                .isEmpty();
    }

    @Test
    void shouldGoOnFromTheStatusThatVolSyncLeft() {
        create(daily());
        Instant synced = clock.instant().minusSeconds(5);
        editStatus("""
                {"status":{
                  "lastSyncTime":"%1$s",
                  "lastSyncStartTime":"%1$s",
                  "lastSyncDuration":"1m2.000345678s",
                  "latestMoverStatus":{"result":"Successful","logs":"their log"},
                  "conditions":[{"type":"Synchronizing","status":"True","reason":"SyncInProgress",
                    "message":"Synchronization in-progress","lastTransitionTime":"%1$s"}],
                  "restic":{"lastPruned":"%1$s","lastUnlocked":"token"},
                  "rsync":{"address":"theirs"}}}""".formatted(synced));

        reconcile();

        assertThat(movers.started()).as("synced already, by VolSync").isEmpty();
        JsonNode status = client.getKubernetesSerialization()
                .convertValue(generic().getAdditionalProperties().get("status"), JsonNode.class);
        assertThat(status.path("lastSyncStartTime").isMissingNode()).isTrue();
        assertThat(status.path("lastSyncTime").asText()).isEqualTo(synced.toString());
        assertThat(status.path("lastSyncDuration").asText()).isEqualTo("1m2.000345678s");
        assertThat(status.path("latestMoverStatus").path("logs").asText()).isEqualTo("their log");
        assertThat(status.path("restic").path("lastPruned").asText()).isEqualTo(synced.toString());
        assertThat(status.path("restic").path("lastUnlocked").asText()).isEqualTo("token");
        assertThat(status.path("rsync").path("address").asText()).isEqualTo("theirs");
        assertThat(condition("Synchronizing")).isEqualTo("False WaitingForSchedule");
        assertThat(condition("BackupHealthy")).isEqualTo("Unknown NoRunYet");
    }

    @Test
    void shouldKeepConditionsThatOthersWrite() {
        create(daily());
        editStatus("""
                {"status":{"conditions":[{"type":"example.com/Audited","status":"True","reason":"Yes","message":"",
                  "lastTransitionTime":"2026-11-01T00:00:00Z"}]}}""");

        backUpOnce();

        assertThat(condition("example.com/Audited")).isEqualTo("True Yes");
    }

    // Helpers

    private SourceReconciler controller() {
        SourceReconcilers reconcilers = new SourceReconcilers(client, movers);
        reconcilers.stewardship = mandate;
        reconcilers.references = references;
        reconcilers.events = events;
        reconcilers.counters = counters;
        reconcilers.clock = clock;
        return reconcilers.reconciler();
    }

    private static String daily() {
        return """
                sourcePVC: photos
                trigger: {schedule: "%s"}
                restic: {repository: photos-restic, retain: {daily: 7}}
                """.formatted("H H * * *");
    }

    private void backUpOnce() {
        reconcile();
        movers.succeed(clock.instant());
        reconcile();
    }

    private Optional<Duration> reconcile() {
        return reconcile(read());
    }

    private Optional<Duration> reconcile(ReplicationSource seen) {
        return reconcile(reconciler, seen);
    }

    private static Optional<Duration> reconcile(SourceReconciler reconciler, ReplicationSource seen) {
        UpdateControl<ReplicationSource> control = reconciler.reconcile(seen, null);
        assertThat(control.isNoUpdate())
                .as("status is written by one writer only")
                .isTrue();
        return control.getScheduleDelay().map(Duration::ofMillis);
    }

    private ReplicationSource create(String spec) {
        return client.resource(SampleSources.toCreate(SampleSources.withSpec(spec), namespace, "photos"))
                .create();
    }

    private Resource<ReplicationSource> resource() {
        return client.resources(ReplicationSource.class).inNamespace(namespace).withName("photos");
    }

    private ReplicationSource read() {
        return resource().get();
    }

    private ReplicationStatus status() {
        return read().getStatus();
    }

    private String message(String type) {
        return status().condition(type).orElseThrow().getMessage();
    }

    private String condition(String type) {
        return status().condition(type)
                .map(condition -> condition.getStatus() + " " + condition.getReason())
                .orElse("absent");
    }

    private GenericKubernetesResource generic() {
        return client.genericKubernetesResources("volsync.backube/v1alpha1", "ReplicationSource")
                .inNamespace(namespace)
                .withName("photos")
                .get();
    }

    private void edit(String mergePatch) {
        resource().patch(PatchContext.of(PatchType.JSON_MERGE), mergePatch);
    }

    private void editStatus(String mergePatch) {
        resource().subresource("status").patch(PatchContext.of(PatchType.JSON_MERGE), mergePatch);
    }
}
