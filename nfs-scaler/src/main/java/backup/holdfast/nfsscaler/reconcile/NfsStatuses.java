package backup.holdfast.nfsscaler.reconcile;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.nfs.NfsScaler;
import backup.holdfast.crds.nfs.NfsScalerStatus;
import backup.holdfast.crds.nfs.ServerStatus;
import backup.holdfast.crds.nfs.WorkloadStatus;
import backup.holdfast.crds.status.Conditions;
import backup.holdfast.nfsscaler.settings.ScalerSettings;
import backup.holdfast.nfsscaler.workload.Outcome;
import backup.holdfast.nfsscaler.workload.PassReport;
import java.time.Instant;
import java.util.List;

/** Builds statuses. What is not known anew stays as it was. */
final class NfsStatuses {

    private final ScalerSettings settings;
    private final List<ServerVerdict> verdicts;
    private final Instant now;

    NfsStatuses(ScalerSettings settings, List<ServerVerdict> verdicts, Instant now) {
        this.settings = requireNonNull(settings, "settings is null");
        this.verdicts = List.copyOf(verdicts);
        this.now = requireNonNull(now, "now is null");
    }

    /** Of a spec that only a person can mend. */
    static NfsScalerStatus refused(NfsScaler scaler, String message, Instant now) {
        NfsScalerStatus old = scaler.getStatus();
        Conditions conditions = conditions(scaler, now);
        NfsConditions.refused(conditions, message);
        return new NfsScalerStatus(
                scaler.getMetadata().getGeneration(),
                conditions.toList(),
                old.servers(),
                old.watched(),
                old.held(),
                old.workloads(),
                old.omittedWorkloads());
    }

    /** When only the servers were looked at. */
    NfsScalerStatus ofServers(NfsScaler scaler) {
        return withOldWorkloads(scaler, serverConditions(scaler));
    }

    /** When the workloads could not be read. */
    NfsScalerStatus blind(NfsScaler scaler, String why) {
        Conditions conditions = serverConditions(scaler);
        NfsConditions.blind(conditions, why);
        return withOldWorkloads(scaler, conditions);
    }

    /** When all was looked at. */
    NfsScalerStatus of(NfsScaler scaler, PassReport report) {
        Conditions conditions = serverConditions(scaler);
        NfsConditions.workloads(conditions, report, settings);
        List<WorkloadStatus> shown = report.outcomes().stream()
                .limit(NfsScalerStatus.MAX_WORKLOADS)
                .map(Outcome::toStatus)
                .toList();
        return new NfsScalerStatus(
                scaler.getMetadata().getGeneration(),
                conditions.toList(),
                servers(scaler),
                report.watched(),
                report.held(),
                shown,
                report.outcomes().size() - shown.size());
    }

    private NfsScalerStatus withOldWorkloads(NfsScaler scaler, Conditions conditions) {
        NfsScalerStatus old = scaler.getStatus();
        return new NfsScalerStatus(
                scaler.getMetadata().getGeneration(),
                conditions.toList(),
                servers(scaler),
                old.watched(),
                old.held(),
                old.workloads(),
                old.omittedWorkloads());
    }

    private Conditions serverConditions(NfsScaler scaler) {
        Conditions conditions = conditions(scaler, now);
        NfsConditions.accepted(conditions, settings);
        NfsConditions.servers(conditions, verdicts, settings);
        return conditions;
    }

    private static Conditions conditions(NfsScaler scaler, Instant now) {
        return new Conditions(
                scaler.getStatus().conditions(), scaler.getMetadata().getGeneration(), now);
    }

    private List<ServerStatus> servers(NfsScaler scaler) {
        return verdicts.stream()
                .map(it -> it.toStatus(scaler.getStatus().server(it.server().name())))
                .toList();
    }
}
