package backup.holdfast.nfsscaler.workload;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.ReplicaMemory;
import backup.holdfast.crds.ReplicaMemory.Remembered;
import backup.holdfast.nfsscaler.decide.Decision.Forget;
import backup.holdfast.nfsscaler.decide.Decision.Hold;
import backup.holdfast.nfsscaler.decide.Decision.Restore;
import backup.holdfast.nfsscaler.decide.Decision.ScaleToZero;
import backup.holdfast.nfsscaler.decide.Decision.Why;
import backup.holdfast.nfsscaler.decide.Need;
import backup.holdfast.nfsscaler.decide.WorkloadFacts.Who;
import backup.holdfast.nfsscaler.settings.ScalerSettings.Authority;
import backup.holdfast.nfsscaler.workload.Outcome.Standing;
import backup.holdfast.nfsscaler.workload.WorkloadScaler.Step;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.Optional;

/** Carries out what was decided for one workload, and tells how it stands then. One that fails does not keep others from their turn. */
final class WorkloadSteps {

    private static final String CHANGED = "It was changed in that moment; it is looked at again.";

    private final WorkloadWriter writer;
    private final AutoscalerWriter autoscalers;
    private final WorkloadReports reports;

    WorkloadSteps(WorkloadWriter writer, AutoscalerWriter autoscalers, WorkloadReports reports) {
        this.writer = requireNonNull(writer, "writer is null");
        this.autoscalers = requireNonNull(autoscalers, "autoscalers is null");
        this.reports = requireNonNull(reports, "reports is null");
    }

    /** Takes a workload to zero, if that is allowed. For a decision to scale to zero. */
    Outcome take(Step step, PassRequest request) {
        Workload workload = step.workload();
        int replicas = ((ScaleToZero) step.decision()).remember();
        if (request.settings().authority() != Authority.ENFORCE) {
            boolean observing = request.settings().authority() == Authority.OBSERVE;
            return new Outcome(
                    workload,
                    step.servers(),
                    observing ? Standing.WOULD_HOLD : Standing.WATCHED,
                    Optional.empty(),
                    Optional.empty(),
                    observing ? "It would be at zero now." : "");
        }
        try {
            step.autoscalers()
                    .forEach(it -> autoscalers.pause(it, request.settings().name(), request.now()));
            writer.take(
                    workload,
                    new ReplicaMemory(
                            replicas, workload.uid(), request.settings().name(), request.now()));
        } catch (KubernetesClientException e) {
            return failed(step, e);
        }
        synchronized (request.memory()) {
            boolean putBack = step.taken().by() == Who.US && request.memory().took(workload.uid());
            request.memory().taken(workload.uid(), request.now());
            if (putBack) {
                request.memory().putBackOnceMore(workload.uid());
                if (request.memory().putBack(workload.uid()) == 1) {
                    reports.putBack(workload, manager(workload));
                }
            } else {
                reports.taken(workload, replicas, step.servers());
            }
        }
        return held(step, replicas, request.now(), request);
    }

    /** Everything else than taking. */
    Outcome run(Step step, PassRequest request) {
        try {
            if (step.decision() instanceof Restore restore) {
                return giveBack(step, restore.replicas(), request);
            }
            if (step.decision() instanceof Forget) {
                return forget(step, request);
            }
            return hold(step, ((Hold) step.decision()).why(), request);
        } catch (KubernetesClientException e) {
            return failed(step, e);
        }
    }

    private Outcome giveBack(Step step, int replicas, PassRequest request) {
        boolean may = request.settings().authority() != Authority.PAUSED
                && request.memory().mayComeBack(request.settings().pace(), request.now());
        if (!may) {
            return new Outcome(
                    step.workload(),
                    step.servers(),
                    request.settings().authority() == Authority.PAUSED ? Standing.HELD : Standing.WAITING,
                    Optional.of(replicas),
                    since(step.workload()),
                    "");
        }
        // KEDA would take its target back to zero as long as it is paused at zero; a HorizontalPodAutoscaler that may
        // go
        // to zero itself must find its target running.
        step.autoscalers().stream().filter(Autoscaler::isKeda).forEach(it -> resume(it, request));
        writer.giveBack(step.workload(), replicas);
        step.autoscalers().stream().filter(it -> !it.isKeda()).forEach(it -> resume(it, request));
        request.memory().givenBack(step.workload().uid());
        reports.givenBack(step.workload(), replicas);
        return Outcome.of(step.workload(), step.servers(), Standing.WATCHED, "");
    }

    private Outcome forget(Step step, PassRequest request) {
        if (request.settings().authority() != Authority.PAUSED) {
            step.autoscalers().forEach(it -> resume(it, request));
            writer.forget(step.workload());
            request.memory().givenBack(step.workload().uid());
        }
        return Outcome.of(step.workload(), step.servers(), Standing.WATCHED, "");
    }

    private void resume(Autoscaler autoscaler, PassRequest request) {
        if (isOurs(autoscaler, request)) {
            autoscalers.resume(autoscaler);
        }
    }

    private static boolean isOurs(Autoscaler autoscaler, PassRequest request) {
        return ReplicaMemory.on(autoscaler.object()) instanceof Remembered remembered
                && remembered.memory().scaler().equals(request.settings().name())
                && remembered
                        .memory()
                        .uid()
                        .equals(autoscaler.object().getMetadata().getUid());
    }

    private Outcome hold(Step step, Why why, PassRequest request) {
        Workload workload = step.workload();
        return switch (why) {
            case AS_IT_IS, ZERO_ANYWAY -> asItIs(step, request);
            case HELD -> {
                if (request.settings().authority() == Authority.ENFORCE) {
                    step.autoscalers()
                            .forEach(it ->
                                    autoscalers.pause(it, request.settings().name(), request.now()));
                }
                yield held(
                        step, step.taken().replicas().orElse(0), since(workload).orElse(request.now()), request);
            }
            case PUT_BACK ->
                held(step, step.taken().replicas().orElse(0), since(workload).orElse(request.now()), request);
            case RESTORING ->
                new Outcome(
                        workload,
                        step.servers(),
                        Standing.WAITING,
                        step.taken().replicas(),
                        since(workload),
                        "A restore into its volume is under way.");
            case OF_OTHERS ->
                Outcome.of(workload, step.servers(), Standing.LEFT, "Another NfsScaler holds it: give it to one only.");
            case SPOILT ->
                Outcome.of(
                        workload,
                        step.servers(),
                        Standing.FAILED,
                        "It is at zero, and its annotation holdfast.backup/nfs-scaled does not tell what it was before:"
                                + " scale it up by hand.");
        };
    }

    /** Killed between putting an autoscaler to sleep and taking its workload, we find the autoscaler asleep for nothing. */
    private Outcome asItIs(Step step, PassRequest request) {
        if (request.settings().authority() != Authority.PAUSED && request.need(step.servers()) == Need.RUN) {
            step.autoscalers().forEach(it -> resume(it, request));
        }
        return Outcome.of(step.workload(), step.servers(), Standing.WATCHED, "");
    }

    private Outcome held(Step step, int replicas, Instant since, PassRequest request) {
        int putBack;
        synchronized (request.memory()) {
            putBack = request.memory().putBack(step.workload().uid());
        }
        return new Outcome(
                step.workload(),
                step.servers(),
                putBack > 0 ? Standing.PUT_BACK : Standing.HELD,
                Optional.of(replicas),
                Optional.of(since),
                putBack > 0 ? manager(step.workload()) + " scales it up again and again." : "");
    }

    private Outcome failed(Step step, KubernetesClientException e) {
        if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
            return Outcome.of(step.workload(), step.servers(), Standing.FAILED, CHANGED);
        }
        String why = e.getStatus() == null
                ? String.valueOf(e.getMessage())
                : e.getStatus().getMessage();
        reports.failed(step.workload(), why);
        return Outcome.of(step.workload(), step.servers(), Standing.FAILED, why);
    }

    private static String manager(Workload workload) {
        return ReplicasManager.of(workload.object()).orElse("Somebody");
    }

    private static Optional<Instant> since(Workload workload) {
        return ReplicaMemory.on(workload.object()) instanceof Remembered remembered
                ? Optional.of(remembered.memory().time())
                : Optional.empty();
    }
}
