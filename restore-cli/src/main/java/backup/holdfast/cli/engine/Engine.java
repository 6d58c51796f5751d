package backup.holdfast.cli.engine;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.app.Mounts;
import backup.holdfast.cli.cluster.ApiObjects;
import backup.holdfast.cli.run.ObjectRef;
import backup.holdfast.cli.run.RunRecord;
import backup.holdfast.cli.run.RunRecord.State;
import backup.holdfast.cli.run.Step;
import backup.holdfast.cli.run.Step.AwaitGone;
import backup.holdfast.cli.run.Step.AwaitReady;
import backup.holdfast.cli.run.Step.Create;
import backup.holdfast.cli.run.Step.Discard;
import backup.holdfast.cli.run.Step.Fill;
import backup.holdfast.cli.run.Step.GiveBack;
import backup.holdfast.cli.run.Step.Remove;
import backup.holdfast.cli.run.Step.Take;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.crds.HoldfastKeys;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * Does what is left of a run. What a step is about to do is on record before it does it, and each step finds out by itself whether it was
 * done: killed anywhere, the next one goes on here.
 */
public final class Engine {
    private final Records records;
    private final Grip grip;
    private final ApiObjects objects;
    private final Takings takings;
    private final Fills fills;
    private final NewClaims claims;
    private final Waiting waiting;
    private final Wait wait;
    private final Report report;

    public Engine(
            Records records, Grip grip, ApiObjects objects, Fills fills, Waiting waiting, Wait wait, Report report) {
        this.records = requireNonNull(records, "records is null");
        this.grip = requireNonNull(grip, "grip is null");
        this.objects = requireNonNull(objects, "objects is null");
        this.takings = new Takings(objects, report);
        this.fills = requireNonNull(fills, "fills is null");
        this.claims = new NewClaims(objects);
        this.waiting = requireNonNull(waiting, "waiting is null");
        this.wait = requireNonNull(wait, "wait is null");
        this.report = requireNonNull(report, "report is null");
    }

    /** Whether the workloads are as ready as they were when all was done. */
    public enum Readiness {
        READY,
        NOT_YET
    }

    /** Goes to the end. What can't be done ends the command, with the run still open. */
    public Readiness finish(RunRecord open) {
        RunRecord record = open;
        Readiness readiness = Readiness.READY;
        for (Optional<Integer> next = record.next(); next.isPresent(); next = record.next()) {
            int index = next.get();
            Step step = record.steps().get(index).step();
            grip.keep();
            report.say(step.describe());
            if (step instanceof Take take) {
                record = takings.take(record, index, take, records);
            } else {
                record = records.write(record.with(index, State.BEGUN));
                if (step instanceof AwaitReady ready) {
                    readiness = awaitReady(ready);
                } else {
                    record = perform(record, step);
                }
            }
            record = records.write(record.with(index, State.DONE));
        }
        records.write(record.ended());
        grip.release();
        return readiness;
    }

    private RunRecord perform(RunRecord record, Step step) {
        if (step instanceof AwaitGone gone) {
            awaitGone(record, gone);
        } else if (step instanceof Fill fill) {
            return fills.fill(record, fill, () -> hold(record));
        } else if (step instanceof GiveBack back) {
            takings.giveBack(record, back);
        } else if (step instanceof Remove remove) {
            fills.remove(record, remove, () -> hold(record));
        } else if (step instanceof Create create) {
            claims.create(record, create);
        } else if (step instanceof Discard discard) {
            claims.discard(record, discard);
        }
        return record;
    }

    private void hold(RunRecord record) {
        grip.keep();
        takings.guard(record);
    }

    private void awaitGone(RunRecord record, AwaitGone step) {
        boolean gone = waiting.until(
                () -> {
                    hold(record);
                    List<JsonNode> users = Mounts.users(objects.pods(record.namespace()), step.claims());
                    if (!users.isEmpty()) {
                        report.waiting("  waiting for " + names(users));
                    }
                    return users.isEmpty();
                },
                wait.gone());
        if (!gone) {
            throw new StopException(
                    ExitCode.UNFINISHED,
                    "still using the volume: " + names(Mounts.users(objects.pods(record.namespace()), step.claims())),
                    "See why they do not end (kubectl describe pod), then `" + record.toContinue() + "`; `"
                            + record.toRollBack() + "` puts everything back. Nothing was written yet.");
        }
    }

    private static String names(List<JsonNode> pods) {
        return String.join(
                ", ",
                pods.stream()
                        .map(pod -> "Pod " + pod.path("metadata").path("name").asText())
                        .toList());
    }

    private Readiness awaitReady(AwaitReady step) {
        boolean ready = waiting.until(
                () -> {
                    grip.keep();
                    return step.workloads().stream().allMatch(this::isReady);
                },
                wait.ready());
        return ready ? Readiness.READY : Readiness.NOT_YET;
    }

    private boolean isReady(ObjectRef workload) {
        Optional<JsonNode> object = objects.get(workload);
        // What its NFS server keeps at zero comes back with that.
        return object.isEmpty()
                || object.get().path("metadata").path("annotations").has(HoldfastKeys.NFS_SCALED)
                || object.get().path("status").path("readyReplicas").asInt()
                        >= object.get().path("spec").path("replicas").asInt(1);
    }
}
