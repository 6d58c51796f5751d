package backup.holdfast.nfsscaler.reconcile;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.event.EventPublisher;
import backup.holdfast.crds.event.EventPublisher.Kind;
import backup.holdfast.crds.nfs.NfsScaler;
import backup.holdfast.nfsscaler.workload.Workload;
import backup.holdfast.nfsscaler.workload.WorkloadReports;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells people, by Events and in the log, what happened to servers and was done to workloads. */
public final class NfsReports implements WorkloadReports {

    private static final Logger LOG = LoggerFactory.getLogger(NfsReports.class);
    private static final String SCALE = "Scale";
    private static final String PROBE = "Probe";

    private final EventPublisher events;

    public NfsReports(EventPublisher events) {
        this.events = requireNonNull(events, "events is null");
    }

    void serverDown(NfsScaler scaler, ServerVerdict verdict) {
        tell(scaler, verdict, "down");
        events.publish(
                scaler,
                Kind.WARNING,
                "ServerDown",
                PROBE,
                verdict.server().name() + " (" + ServerVerdict.address(verdict.server()) + ") is down: "
                        + verdict.view().result().map(it -> it.sentence()).orElse(verdict.reason()));
    }

    void serverUp(NfsScaler scaler, ServerVerdict verdict) {
        tell(scaler, verdict, "up");
        events.publish(
                scaler,
                Kind.NORMAL,
                "ServerUp",
                PROBE,
                verdict.server().name() + " (" + ServerVerdict.address(verdict.server()) + ") answers again.");
    }

    private static void tell(NfsScaler scaler, ServerVerdict verdict, String state) {
        LOG.atInfo()
                .addKeyValue("scaler", scaler.getMetadata().getName())
                .addKeyValue("server", verdict.server().name())
                .addKeyValue("reason", verdict.reason())
                .log("NFS server is {}", state);
    }

    @Override
    public void taken(Workload workload, int replicas, Set<String> servers) {
        String names = servers.stream().sorted().reduce((a, b) -> a + ", " + b).orElse("?");
        LOG.atInfo()
                .addKeyValue("workload", workload)
                .addKeyValue("replicas", replicas)
                .addKeyValue("servers", names)
                .log("taken to zero");
        events.publish(
                workload.object(),
                Kind.WARNING,
                "ScaledToZero",
                SCALE,
                workload.kind().kind().equals("CronJob")
                        ? "Suspended while its NFS server is gone: " + names + "."
                        : "Taken from " + replicas + " to 0 while its NFS server is gone: " + names + ".");
    }

    @Override
    public void givenBack(Workload workload, int replicas) {
        LOG.atInfo()
                .addKeyValue("workload", workload)
                .addKeyValue("replicas", replicas)
                .log("given back");
        events.publish(
                workload.object(),
                Kind.NORMAL,
                "BroughtBack",
                SCALE,
                workload.kind().kind().equals("CronJob")
                        ? "No longer suspended: its NFS server is back."
                        : "Back to " + replicas + ": its NFS server is back.");
    }

    @Override
    public void putBack(Workload workload, String manager) {
        LOG.atWarn()
                .addKeyValue("workload", workload)
                .addKeyValue("manager", manager)
                .log("scaled up by somebody else while its server is gone; taken again");
        events.publish(
                workload.object(),
                Kind.WARNING,
                "ReplicasPutBack",
                SCALE,
                manager + " scaled it up while its NFS server is gone. It was taken to zero again, and will be once per"
                        + " interval: leave spec.replicas out of the manifest, or have the tool ignore /spec/replicas.");
    }

    @Override
    public void failed(Workload workload, String why) {
        LOG.atWarn().addKeyValue("workload", workload).log("cannot be scaled: {}", why);
        events.publish(workload.object(), Kind.WARNING, "ScalingFailed", SCALE, "Cannot be scaled: " + why);
    }
}
