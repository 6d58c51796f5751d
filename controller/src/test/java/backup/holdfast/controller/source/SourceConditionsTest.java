package backup.holdfast.controller.source;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.sync.LockWords;
import backup.holdfast.controller.sync.StatusMemory;
import backup.holdfast.crds.status.Conditions;
import backup.holdfast.crds.volsync.LastRun;
import backup.holdfast.crds.volsync.MaintenanceStatus;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.ResticStatus;
import backup.holdfast.crds.volsync.RetentionFrozen;
import backup.holdfast.crds.volsync.RunResult;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.FailureClass.Retry;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.LockVerdict;
import backup.holdfast.replication.state.Readiness;
import backup.holdfast.replication.state.Readiness.NotReady;
import backup.holdfast.replication.state.Readiness.Ready;
import backup.holdfast.replication.state.SourceDecision;
import backup.holdfast.replication.state.SourceDecision.Await;
import backup.holdfast.replication.state.SourceDecision.Idle;
import backup.holdfast.replication.state.SourceDecision.Start;
import backup.holdfast.replication.state.SourceDecision.Why;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SourceConditionsTest {
    private static final Instant NOW = Instant.parse("2026-11-20T05:00:00Z");
    private static final ReplicationSource SCHEDULED = SampleSources.scheduled("0 4 * * *");
    private static final ReplicationSource MANUAL = SampleSources.withSpec("""
            sourcePVC: photos
            trigger: {manual: once}
            restic: {repository: photos-restic, retain: {daily: 7}}
            """);
    private static final Readiness READY = new Ready("3/repo@17");
    private static final Readiness NO_SECRET = new NotReady(FailureClass.SECRET_MISSING, "Secret x does not exist.");
    private static final ReplicationStatus GOOD = ended(RunResult.SUCCEEDED);

    // One state each, all conditions of it

    @Test
    void shouldAcceptANewSourceBeforeItsFirstRun() {
        assertThat(conditions(SCHEDULED, ReplicationStatus.EMPTY, idle(Why.SCHEDULE), READY))
                .isEqualTo("""
                BackupHealthy Unknown NoRunYet: No run of Holdfast has ended yet.
                Ready True Accepted: Accepted
                RetentionActive True Active: spec.restic.retain is applied.
                Synchronizing False WaitingForSchedule: Waiting for next scheduled synchronization
                """);
    }

    @Test
    void shouldSayThatARunIsUnderWay() {
        assertThat(conditions(SCHEDULED, GOOD, new Await(SampleRuns.scheduled()), READY))
                .isEqualTo("""
                BackupHealthy True Succeeded: The last run made a snapshot.
                Ready True Accepted: Accepted
                RetentionActive True Active: spec.restic.retain is applied.
                Synchronizing True SyncInProgress: Synchronization in-progress
                """);
    }

    @Test
    void shouldWaitForTheManualTrigger() {
        assertThat(conditions(MANUAL, GOOD, idle(Why.MANUAL), READY)).isEqualTo("""
                BackupHealthy True Succeeded: The last run made a snapshot.
                Ready True Accepted: Accepted
                RetentionActive True Active: spec.restic.retain is applied.
                Synchronizing False WaitingForManual: Waiting for manual trigger
                """);
    }

    @Test
    void shouldStayReadyWhilePaused() {
        assertThat(conditions(SCHEDULED, GOOD, idle(Why.PAUSED), READY)).isEqualTo("""
                BackupHealthy True Succeeded: The last run made a snapshot.
                Ready True Accepted: Accepted; paused by spec.paused
                RetentionActive True Active: spec.restic.retain is applied.
                Synchronizing False WaitingForSchedule: Waiting for next scheduled synchronization
                """);
    }

    @Test
    void shouldStayReadyWhileHeldAndSayByWhat() {
        Idle held =
                new Idle(Why.HELD, "a restore is under way (PersistentVolumeClaim default/photos)", Optional.of(NOW));

        assertThat(conditions(MANUAL, GOOD, held, READY)).isEqualTo("""
                BackupHealthy True Succeeded: The last run made a snapshot.
                Ready True Accepted: Accepted; held: a restore is under way (PersistentVolumeClaim default/photos)
                RetentionActive True Active: spec.restic.retain is applied.
                Synchronizing False WaitingForManual: Waiting for manual trigger
                """);
    }

    @Test
    void shouldStallWhenAPersonMustChangeSomethingTheSpecRefersTo() {
        assertThat(conditions(SCHEDULED, GOOD, idle(Why.NOT_READY), NO_SECRET)).isEqualTo("""
                BackupHealthy True Succeeded: The last run made a snapshot.
                Ready False SecretMissing: Secret x does not exist.
                RetentionActive True Active: spec.restic.retain is applied.
                Stalled True SecretMissing: Secret x does not exist.
                Synchronizing False Error: Secret x does not exist.
                """);
    }

    @Test
    void shouldStallWhenTheLastRunFoundWhatAPersonMustChange() {
        String sentence = FailureClass.WRONG_PASSWORD.sentence();

        assertThat(conditions(SCHEDULED, failed(FailureClass.WRONG_PASSWORD), idle(Why.BACK_OFF), READY))
                .isEqualTo("""
                BackupHealthy False WrongPassword: %1$s
                Ready False WrongPassword: %1$s
                RetentionActive True Active: spec.restic.retain is applied.
                Stalled True WrongPassword: %1$s
                Synchronizing False Error: %1$s
                """.formatted(sentence));
    }

    @Test
    void shouldStayReadyWhenTheStoreIsDown() {
        String sentence = FailureClass.UNREACHABLE.sentence();

        assertThat(conditions(SCHEDULED, failed(FailureClass.UNREACHABLE), idle(Why.BACK_OFF), READY))
                .isEqualTo("""
                BackupHealthy False Unreachable: %1$s
                Ready True Accepted: Accepted
                RetentionActive True Active: spec.restic.retain is applied.
                Synchronizing False Error: %1$s
                """.formatted(sentence));
    }

    @Test
    void shouldSayWhatIsWrongWithASpecAndLeaveTheRestAsItWas() {
        NotReady invalid = new NotReady(FailureClass.INVALID_SPEC, "spec.sourcePVC is missing");
        List<Condition> before = List.of(new ConditionBuilder()
                .withType("RetentionActive")
                .withStatus("True")
                .withReason("Active")
                .withMessage("as it was")
                .build());

        assertThat(text(apply(before, Optional.empty(), GOOD, idle(Why.NOT_READY), invalid, Optional.empty())))
                .isEqualTo("""
                BackupHealthy True Succeeded: The last run made a snapshot.
                Ready False InvalidSpec: spec.sourcePVC is missing
                RetentionActive True Active: as it was
                Stalled True InvalidSpec: spec.sourcePVC is missing
                Synchronizing False Error: spec.sourcePVC is missing
                """);
    }

    @Test
    void shouldNotStallAnyMoreOnceTheCauseIsGone() {
        List<Condition> stalled =
                apply(List.of(), settings(SCHEDULED), GOOD, idle(Why.NOT_READY), NO_SECRET, Optional.empty());
        List<Condition> reconciling = new ArrayList<>(stalled);
        reconciling.add(new ConditionBuilder()
                .withType("Reconciling")
                .withStatus("True")
                .build());

        assertThat(text(apply(reconciling, settings(SCHEDULED), GOOD, idle(Why.SCHEDULE), READY, Optional.empty())))
                .isEqualTo(conditions(SCHEDULED, GOOD, idle(Why.SCHEDULE), READY));
    }

    @Test
    void shouldSayWhereSnapshotsAreFiledWhenThatIsUnusual() {
        List<Condition> conditions = apply(
                List.of(),
                settings(SCHEDULED),
                GOOD,
                idle(Why.PAUSED),
                READY,
                Optional.of("Snapshots are recorded under /srv/photos, not /data."));

        assertThat(conditions)
                .filteredOn(c -> c.getType().equals("Ready"))
                .extracting(Condition::getMessage)
                .containsExactly(
                        "Accepted; paused by spec.paused. Snapshots are recorded under /srv/photos, not /data.");
    }

    // BackupHealthy

    @Test
    void shouldTellGoodRunsApart() {
        Map<RunResult, String> said = Map.of(
                RunResult.SUCCEEDED, "BackupHealthy True Succeeded: The last run made a snapshot.",
                RunResult.UNCHANGED, "BackupHealthy True Unchanged: Nothing had changed since the newest snapshot.",
                RunResult.EMPTY,
                        "BackupHealthy True EmptyVolume: The volume is empty: no snapshot was made, nothing was forgotten"
                                + " or pruned.");

        said.forEach((result, line) -> assertThat(conditions(SCHEDULED, ended(result), idle(Why.SCHEDULE), READY)
                        .lines())
                .contains(line));
    }

    @Test
    void shouldNotCallAFailureHealthyWhoseClassIsLost() {
        ReplicationStatus status = ended(RunResult.FAILED).with(draft -> draft.consecutiveFailures = 1);

        assertThat(conditions(SCHEDULED, status, idle(Why.BACK_OFF), READY).lines())
                .contains("BackupHealthy False Unknown: " + FailureClass.UNKNOWN.sentence());
    }

    @ParameterizedTest
    @EnumSource(FailureClass.class)
    void shouldNameEveryFailureAndStallOnlyWhereAPersonIsNeeded(FailureClass failure) {
        List<Condition> conditions =
                apply(List.of(), settings(SCHEDULED), failed(failure), idle(Why.BACK_OFF), READY, Optional.empty());

        boolean person = failure.retry() == Retry.NEEDS_CHANGE;
        assertThat(status(conditions, "BackupHealthy")).isEqualTo("False " + failure.label());
        assertThat(status(conditions, "Ready")).isEqualTo(person ? "False " + failure.label() : "True Accepted");
        assertThat(status(conditions, "Stalled")).isEqualTo(person ? "True " + failure.label() : "absent");
        assertThat(status(conditions, "Synchronizing")).isEqualTo("False Error");
    }

    // RetentionActive

    @Test
    void shouldShowTheLinesToAddWhileEverythingIsKept() {
        assertThat(conditions(SampleSources.withRestic(""), GOOD, idle(Why.SPACING), READY))
                .isEqualTo("""
                BackupHealthy True Succeeded: The last run made a snapshot.
                Ready True Accepted: Accepted
                RetentionActive False KeepsEverything: retain is not set, so every snapshot is kept; to have old ones removed, say what to keep. For example, under spec.restic:
                retain:
                  daily: 7
                  weekly: 4
                  monthly: 6
                Synchronizing False WaitingForSchedule: Waiting for next scheduled synchronization
                """);
    }

    @Test
    void shouldSayWhyRetentionIsFrozen() {
        ReplicationStatus frozen = GOOD.with(draft -> draft.restic = ResticStatus.EMPTY.with(
                restic -> restic.retentionFrozen = new RetentionFrozen("the volume is nearly empty", NOW, 20, 30)));

        assertThat(conditions(SCHEDULED, frozen, idle(Why.SCHEDULE), READY).lines())
                .contains("RetentionActive False Frozen: Nothing is forgotten or pruned: the volume is nearly empty");
    }

    @Test
    void shouldNameTheHolderOfALock() {
        String held = FailureClass.LOCKED.sentence() + " Held by root on nas (PID 17) since 2026-11-20T04:00:01Z.";
        String other = FailureClass.UNREACHABLE.sentence();

        assertThat(LockWords.told(FailureClass.LOCKED, held)).isEqualTo(held);
        assertThat(LockWords.told(FailureClass.LOCKED, other)).isEqualTo(FailureClass.LOCKED.sentence());
        assertThat(LockWords.told(FailureClass.UNREACHABLE, "of an older Holdfast"))
                .isEqualTo(other);
        assertThat(LockWords.sentence(
                        FailureClass.LOCKED,
                        new SampleRuns.Outcome(MoverOutcome.RunResult.FAILED)
                                .lock(SampleRuns.lock(LockVerdict.KEPT))
                                .get()))
                .isEqualTo(held);
    }

    @Test
    void shouldCallABackupGoodWhoseMaintenanceFailed() {
        ReplicationStatus owing = GOOD.with(
                draft -> draft.maintenance = new MaintenanceStatus("Locked", "forget", "", 1, null, null, NOW));

        for (ReplicationSource source : List.of(SCHEDULED, SampleSources.withRestic(""))) {
            assertThat(conditions(source, owing, idle(Why.SCHEDULE), READY).lines())
                    .contains("BackupHealthy True Succeeded: The last run made a snapshot.")
                    .contains("RetentionActive False Locked: The backup is good, but forget failed and is tried again: "
                            + FailureClass.LOCKED.sentence());
        }
    }

    // Rules over all states

    @Test
    void shouldKeepTheRulesOfGitOpsToolsAndOfVolSyncInEveryState() {
        int states = 0;
        for (ReplicationSource source : List.of(SCHEDULED, MANUAL, SampleSources.withRestic(""))) {
            for (ReplicationStatus status : statuses()) {
                for (SourceDecision decision : decisions()) {
                    for (Readiness readiness : List.of(READY, NO_SECRET)) {
                        List<Condition> conditions =
                                apply(List.of(), settings(source), status, decision, readiness, Optional.empty());
                        assertRules(conditions, status, decision, readiness, source);
                        states++;
                    }
                }
            }
        }
        assertThat(states).isEqualTo(3 * statuses().size() * decisions().size() * 2);
    }

    private static void assertRules(
            List<Condition> conditions,
            ReplicationStatus status,
            SourceDecision decision,
            Readiness readiness,
            ReplicationSource source) {
        String state = source.getSpec() + " " + status + " " + decision + " " + readiness;
        boolean failing = status.consecutiveFailures() > 0;
        boolean person = readiness instanceof NotReady
                || failing
                        && FailureClass.ofLabel(status.lastRun().failureClass()).retry() == Retry.NEEDS_CHANGE;

        assertThat(conditions).as(state).allSatisfy(condition -> {
            assertThat(condition.getObservedGeneration()).isEqualTo(3);
            assertThat(condition.getReason()).matches("[A-Za-z]+");
        });
        assertThat(status(conditions, "Reconciling")).as(state).isEqualTo("absent");
        assertThat(status(conditions, "Ready").startsWith("True")).as(state).isEqualTo(!person);
        assertThat(status(conditions, "Stalled").startsWith("True")).as(state).isEqualTo(person);
        assertThat(status(conditions, "BackupHealthy").startsWith("False"))
                .as(state)
                .isEqualTo(failing);
        assertThat(status(conditions, "Synchronizing"))
                .as(state)
                .isEqualTo(synchronizing(decision, failing || person, source == MANUAL));
    }

    private static String synchronizing(SourceDecision decision, boolean error, boolean manual) {
        if (!(decision instanceof Idle)) {
            return "True SyncInProgress";
        }
        if (error) {
            return "False Error";
        }
        return manual ? "False WaitingForManual" : "False WaitingForSchedule";
    }

    private static List<ReplicationStatus> statuses() {
        List<ReplicationStatus> statuses = new ArrayList<>();
        statuses.add(ReplicationStatus.EMPTY);
        statuses.add(ended(RunResult.SUCCEEDED));
        statuses.add(ended(RunResult.UNCHANGED));
        statuses.add(ended(RunResult.EMPTY));
        for (FailureClass failure : FailureClass.values()) {
            statuses.add(failed(failure));
        }
        return statuses;
    }

    @Test
    void shouldSayWhoSharesTheIdentityWhateverElseIsFrozen() {
        Conditions conditions = new Conditions(List.of(), 3, NOW);
        ReplicationStatus frozen = ReplicationStatus.EMPTY.with(draft -> draft.restic = ResticStatus.EMPTY.with(
                restic -> restic.retentionFrozen = new RetentionFrozen("an older reason", NOW, 12, 20)));

        SourceConditions.apply(
                conditions,
                frozen,
                idle(Why.SCHEDULE),
                new Ready(""),
                settings(SampleSources.withRestic("")),
                new SourceConditions.Surroundings(
                        Optional.empty(), Optional.of("somebody shares"), Optional.empty(), Optional.empty()));

        assertThat(text(conditions.toList()))
                .contains("RetentionActive False SharedIdentity: Nothing is forgotten or pruned: somebody shares\n");
    }

    private static List<SourceDecision> decisions() {
        List<SourceDecision> decisions = new ArrayList<>();
        decisions.add(new Await(SampleRuns.scheduled()));
        decisions.add(new Start(SampleRuns.scheduled()));
        for (Why why : Why.values()) {
            decisions.add(idle(why));
        }
        return decisions;
    }

    private static ReplicationStatus ended(RunResult result) {
        LastRun last = LastRun.of(StatusMemory.run(SampleRuns.scheduled(), Optional.empty()), SampleRuns.ENDED, result);
        return ReplicationStatus.EMPTY.with(draft -> draft.lastRun = last);
    }

    private static ReplicationStatus failed(FailureClass failure) {
        ReplicationStatus ended = ended(RunResult.FAILED);
        return ended.with(draft -> {
            draft.consecutiveFailures = 1;
            draft.lastRun = ended.lastRun().with(last -> last.failureClass = failure.label());
        });
    }

    private static Idle idle(Why why) {
        return new Idle(why, "", Optional.empty());
    }

    private static Optional<SourceSettings> settings(ReplicationSource source) {
        return Optional.of(SamplePlans.settings(source));
    }

    private static String conditions(
            ReplicationSource source, ReplicationStatus status, SourceDecision decision, Readiness readiness) {
        return text(apply(List.of(), settings(source), status, decision, readiness, Optional.empty()));
    }

    private static List<Condition> apply(
            List<Condition> before,
            Optional<SourceSettings> settings,
            ReplicationStatus status,
            SourceDecision decision,
            Readiness readiness,
            Optional<String> placementNote) {
        Conditions conditions = new Conditions(before, 3, NOW);
        SourceConditions.apply(
                conditions,
                status,
                decision,
                readiness,
                settings,
                new SourceConditions.Surroundings(placementNote, Optional.empty(), Optional.empty(), Optional.empty()));
        return conditions.toList();
    }

    private static String text(List<Condition> conditions) {
        Function<Condition, String> line = condition -> condition.getType() + " " + condition.getStatus() + " "
                + condition.getReason() + ": " + condition.getMessage() + "\n";
        return conditions.stream()
                .sorted(Comparator.comparing(Condition::getType))
                .map(line)
                .collect(Collectors.joining());
    }

    private static String status(List<Condition> conditions, String type) {
        return conditions.stream()
                .filter(condition -> condition.getType().equals(type))
                .map(condition -> condition.getStatus() + " " + condition.getReason())
                .findFirst()
                .orElse("absent");
    }
}
