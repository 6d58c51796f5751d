package backup.holdfast.controller.source;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.sync.ResolvedSpec.Valid;
import backup.holdfast.crds.status.Conditions;
import backup.holdfast.crds.volsync.MaintenanceStatus;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.replication.plan.BackupPlan;
import backup.holdfast.replication.plan.BackupPlan.Step;
import backup.holdfast.replication.plan.Conduct;
import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.schedule.SchedulePolicy;
import backup.holdfast.replication.state.MoverObservation.Absent;
import backup.holdfast.replication.state.Readiness.Ready;
import backup.holdfast.replication.state.SourceDecision.Idle;
import backup.holdfast.replication.state.SourceDecision.Why;
import backup.holdfast.replication.state.SourceStateMachine;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecoveryModeTest {
    private static final Instant NOW = SampleRuns.scheduled().startedAt();
    private static final Instant YESTERDAY = NOW.minus(Duration.ofDays(1));
    private static final SourceResolver RECOVERY =
            new SourceResolver(ZoneOffset.UTC, SchedulePolicy.DEFAULT, Conduct.RECOVERY);

    @Test
    void shouldNeitherCreateNorForgetNorPruneWhateverTheSpecConsentsTo() {
        ReplicationSource source = SampleSources.withRestic("""
                retain: {daily: 7}
                pruneIntervalDays: 0
                createRepository: please
                """);

        BackupPlan plan = SourcePlans.plan(
                source,
                settings(source),
                SamplePlans.SECRET,
                SamplePlans.PLACEMENT,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                SampleRuns.scheduled(),
                NOW);

        assertThat(plan.steps()).containsExactly(Step.BACKUP);
        assertThat(plan.repository().ifAbsent()).isEqualTo(Absence.FAIL);
        assertThat(SamplePlans.of(source, SampleRuns.scheduled(), NOW).steps())
                .as("on other days")
                .contains(Step.FORGET, Step.PRUNE);
    }

    @Test
    void shouldKeepConsentForTheFirstRunThatActsOnIt() {
        ReplicationSource source = SampleSources.withRestic("""
                retain: {daily: 7}
                createRepository: please
                acceptChange: all right
                unlock: now
                """);
        String inputs = source.getMetadata().getGeneration() + "/";

        assertThat(RunTerms.of(source, Optional.of(settings(source)), inputs).consents())
                .isEqualTo(new Consents(null, null, "now"));
        assertThat(RunTerms.of(source, Optional.of(SamplePlans.settings(source)), inputs)
                        .consents())
                .isEqualTo(new Consents("please", "all right", "now"));
    }

    @Test
    void shouldLeaveUndoneMaintenanceForLater() {
        ReplicationSource source = SampleSources.scheduled("0 4 1 1 *");
        source.setStatus(ReplicationStatus.EMPTY.with(draft -> {
            draft.lastSyncTime = YESTERDAY;
            draft.lastSlot = YESTERDAY;
            draft.maintenance = new MaintenanceStatus(
                    FailureClass.LOCKED.label(), "forget", "", 1, YESTERDAY, YESTERDAY, YESTERDAY);
        }));
        SourceView view = new SourceView(source, RECOVERY.resolve(source), Optional.empty(), new Absent());

        assertThat(SourceStateMachine.next(view.facts(new Ready("3/x"), Optional.empty()), NOW))
                .isInstanceOf(Idle.class);
        assertThat(view.history().maintenance()).as("not forgotten").isPresent();
    }

    @Test
    void shouldSaySo() {
        ReplicationSource source = SampleSources.scheduled("0 4 * * *");
        Conditions conditions = new Conditions(List.of(), 3, NOW);

        SourceConditions.apply(
                conditions,
                ReplicationStatus.EMPTY,
                new Idle(Why.SCHEDULE, "", Optional.empty()),
                new Ready("3/x"),
                Optional.of(settings(source)),
                new SourceConditions.Surroundings(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));

        assertThat(conditions.toList())
                .filteredOn(condition -> condition.getType().equals("RetentionActive"))
                .singleElement()
                .satisfies(condition -> {
                    assertThat(condition.getStatus()).isEqualTo("False");
                    assertThat(condition.getReason()).isEqualTo("RecoveryMode");
                    assertThat(condition.getMessage()).contains("--recovery-mode");
                });
    }

    private static SourceSettings settings(ReplicationSource source) {
        return ((Valid<SourceSettings>) RECOVERY.resolve(source)).settings();
    }
}
