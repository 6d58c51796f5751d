package backup.holdfast.nfsscaler.reconcile;

import backup.holdfast.crds.ConditionTypes;
import backup.holdfast.crds.status.Conditions;
import backup.holdfast.crds.status.Conditions.Truth;
import backup.holdfast.nfsscaler.decide.Finding;
import backup.holdfast.nfsscaler.decide.ServerState.Phase;
import backup.holdfast.nfsscaler.probe.ProbeResult;
import backup.holdfast.nfsscaler.settings.ScalerSettings;
import backup.holdfast.nfsscaler.settings.ScalerSettings.Authority;
import backup.holdfast.nfsscaler.workload.Outcome;
import backup.holdfast.nfsscaler.workload.Outcome.Standing;
import backup.holdfast.nfsscaler.workload.PassReport;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The conditions of an NfsScaler: whether its spec is understood, how its servers are, how its workloads are. */
final class NfsConditions {

    static final String SERVERS = "ServersReachable";
    static final String WORKLOADS = "WorkloadsScaled";

    private static final int NAMED = 3;

    private NfsConditions() {}

    static void accepted(Conditions conditions, ScalerSettings settings) {
        String how = switch (settings.authority()) {
            case ENFORCE -> "";
            case OBSERVE -> " Mode Observe: nothing is taken to zero.";
            case PAUSED -> " Paused: nothing is scaled.";
        };
        conditions.set(ConditionTypes.READY, Truth.TRUE, "Accepted", "The spec is understood." + how);
        conditions.remove(ConditionTypes.STALLED);
    }

    static void refused(Conditions conditions, String message) {
        conditions.set(ConditionTypes.READY, Truth.FALSE, "InvalidSpec", message);
        conditions.set(ConditionTypes.STALLED, Truth.TRUE, "InvalidSpec", message);
        conditions.remove(SERVERS);
        conditions.remove(WORKLOADS);
    }

    static void servers(Conditions conditions, List<ServerVerdict> servers, ScalerSettings settings) {
        int enough = settings.probes().failures();
        if (any(servers, it -> it.now().phase() == Phase.DOWN)) {
            conditions.set(
                    SERVERS,
                    Truth.FALSE,
                    "ServerDown",
                    list(servers, it -> it.now().phase() == Phase.DOWN)
                            + ". Workloads that need it are held at zero until it answers again.");
        } else if (any(servers, it -> isUnclear(it, enough))) {
            conditions.set(
                    SERVERS,
                    Truth.UNKNOWN,
                    "Unclear",
                    list(servers, it -> isUnclear(it, enough)) + ". Nothing is scaled on that.");
        } else if (any(servers, it -> neverSeen(it) && it.view().history().count() >= enough)) {
            conditions.set(
                    SERVERS,
                    Truth.FALSE,
                    "NeverReachable",
                    list(servers, NfsConditions::neverSeen)
                            + ". Nothing is scaled for a server that never answered: check host and port.");
        } else if (any(servers, NfsConditions::neverSeen)) {
            conditions.set(SERVERS, Truth.UNKNOWN, "NotSeenYet", "Not all servers have been seen yet.");
        } else if (any(servers, NfsConditions::missesExports)) {
            conditions.set(SERVERS, Truth.TRUE, "ExportMissing", list(servers, NfsConditions::missesExports) + ".");
        } else {
            conditions.set(SERVERS, Truth.TRUE, "AllReachable", "All servers answer.");
        }
    }

    static void workloads(Conditions conditions, PassReport report, ScalerSettings settings) {
        if (report.count(Standing.FAILED) > 0) {
            conditions.set(
                    WORKLOADS, Truth.FALSE, "ActionFailed", named(report, Standing.FAILED) + "; it is tried again.");
        } else if (report.count(Standing.PUT_BACK) > 0) {
            conditions.set(
                    WORKLOADS,
                    Truth.FALSE,
                    "PutBack",
                    named(report, Standing.PUT_BACK)
                            + " It is answered once per interval. Leave spec.replicas out of the manifest, or have the tool"
                            + " ignore /spec/replicas.");
        } else if (settings.authority() == Authority.PAUSED) {
            conditions.set(WORKLOADS, Truth.TRUE, "Paused", "Nothing is scaled while spec.paused is set.");
        } else if (report.count(Standing.WOULD_HOLD) > 0) {
            conditions.set(
                    WORKLOADS,
                    Truth.TRUE,
                    "WouldHold",
                    report.count(Standing.WOULD_HOLD) + " workloads would be at zero now, in mode Enforce.");
        } else if (report.count(Standing.WAITING) > 0) {
            conditions.set(
                    WORKLOADS,
                    Truth.TRUE,
                    "ComingBack",
                    report.count(Standing.WAITING) + " workloads are yet to come back.");
        } else if (report.held() > 0) {
            conditions.set(WORKLOADS, Truth.TRUE, "Held", report.held() + " workloads are held at zero.");
        } else {
            conditions.set(WORKLOADS, Truth.TRUE, "NothingHeld", "All workloads are as their owners want them.");
        }
    }

    /** When the workloads cannot even be looked at. */
    static void blind(Conditions conditions, String why) {
        conditions.set(WORKLOADS, Truth.FALSE, "ActionFailed", "The workloads cannot be read: " + why);
    }

    private static boolean neverSeen(ServerVerdict verdict) {
        return verdict.now().phase() == Phase.NEVER_SEEN;
    }

    private static boolean isUnclear(ServerVerdict verdict, int enough) {
        return verdict.view().history().finding() == Finding.UNCLEAR
                && verdict.view().history().count() >= enough;
    }

    private static boolean missesExports(ServerVerdict verdict) {
        return verdict.view()
                .result()
                .filter(ProbeResult.ExportMissing.class::isInstance)
                .isPresent();
    }

    private static boolean any(List<ServerVerdict> servers, Predicate<ServerVerdict> which) {
        return servers.stream().anyMatch(which);
    }

    private static String list(List<ServerVerdict> servers, Predicate<ServerVerdict> which) {
        return servers.stream()
                .filter(which)
                .map(it -> it.server().name() + " (" + ServerVerdict.address(it.server()) + "): " + it.reason())
                .collect(Collectors.joining("; "));
    }

    private static String named(PassReport report, Standing standing) {
        List<Outcome> all = report.outcomes().stream()
                .filter(it -> it.standing() == standing)
                .toList();
        String some = all.stream()
                .limit(NAMED)
                .map(it -> it.workload() + ": " + it.message())
                .collect(Collectors.joining(" "));
        return all.size() > NAMED ? some + " And " + (all.size() - NAMED) + " more." : some;
    }
}
