package backup.holdfast.cli.engine;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.cluster.ApiObjects;
import backup.holdfast.cli.run.Handle;
import backup.holdfast.cli.run.ObjectRef;
import backup.holdfast.cli.run.RunRecord;
import backup.holdfast.cli.run.RunRecord.Direction;
import backup.holdfast.cli.run.RunRecord.Progress;
import backup.holdfast.cli.run.RunRecord.State;
import backup.holdfast.cli.run.Step.GiveBack;
import backup.holdfast.cli.run.Step.Take;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;

/** Takes objects out of the way, keeps them there, and gives them back, each in one patch with the run's mark. */
final class Takings {
    /** Controllers write status all the time; nobody loses ten races in a row. */
    private static final int RACES = 10;

    private final ApiObjects objects;
    private final Report report;

    Takings(ApiObjects objects, Report report) {
        this.objects = requireNonNull(objects, "objects is null");
        this.report = requireNonNull(report, "report is null");
    }

    /** Records what the object is now, then takes it. An object that carries the mark was taken, by whomever of us. */
    RunRecord take(RunRecord run, int index, Take take, Records records) {
        RunRecord record = run;
        for (int race = 0; race < RACES; race++) {
            Optional<JsonNode> object = objects.get(take.object());
            if (object.isEmpty()) {
                report.say("  " + take.object() + " is gone by now: nothing to take");
                return record;
            }
            String holder = take.handle().holder(object.get());
            if (holder.equals(record.id())) {
                return record;
            }
            if (!holder.isEmpty()) {
                throw new StopException(
                        ExitCode.BUSY,
                        take.object() + " is held by run " + holder,
                        "Wait for that run, or end it: `restore runs -A` lists them.");
            }
            record = records.write(remember(record, index, take, object.get()));
            if (patched(() -> objects.patch(take.object(), take.handle().take(object.get(), run.id())))) {
                return record;
            }
        }
        throw raced(record, take.object());
    }

    /**
     * Without our mark it is as somebody else left it. Only a value that could be our own, begun before and stripped of its mark, does not
     * replace what is remembered.
     */
    private static RunRecord remember(RunRecord record, int index, Take take, JsonNode object) {
        boolean known = record.before().containsKey(RunRecord.key(take.object()));
        boolean begun = record.steps().get(index).state() != State.PENDING;
        RunRecord remembered = known && begun && take.handle().isTaken(object)
                ? record
                : record.remember(take.object(), take.handle().before(object));
        return remembered.with(index, State.BEGUN);
    }

    void giveBack(RunRecord record, GiveBack step) {
        for (int race = 0; race < RACES; race++) {
            Optional<JsonNode> object = objects.get(step.object());
            if (object.isEmpty() || !step.handle().holder(object.get()).equals(record.id())) {
                return;
            }
            if (patched(() -> objects.patch(
                    step.object(), step.handle().giveBack(object.get(), before(record, step.object()))))) {
                return;
            }
        }
        throw raced(record, step.object());
    }

    /** Takes again what somebody gave back meanwhile: a controller in the middle of its work, a person in good faith. */
    void guard(RunRecord record) {
        for (Progress progress : record.steps()) {
            if (progress.step() instanceof Take take
                    && progress.state() == State.DONE
                    && !isGivenBack(record, take.object())) {
                guard(record, take.handle(), take.object(), Marked.OR_NOT);
            } else if (record.direction() == Direction.BACK
                    && progress.step() instanceof GiveBack back
                    && progress.state() == State.PENDING) {
                guard(record, back.handle(), back.object(), Marked.ONLY);
            }
        }
    }

    private static boolean isGivenBack(RunRecord record, ObjectRef object) {
        return record.steps().stream()
                .anyMatch(it -> it.step() instanceof GiveBack back
                        && back.object().equals(object)
                        && it.state() != State.PENDING);
    }

    /** Whether an object without our mark is ours to take. */
    private enum Marked {
        ONLY,
        OR_NOT
    }

    private void guard(RunRecord record, Handle handle, ObjectRef ref, Marked marked) {
        Optional<JsonNode> object = objects.get(ref);
        if (object.isEmpty()) {
            return;
        }
        String holder = handle.holder(object.get());
        boolean ours = holder.equals(record.id()) || (holder.isEmpty() && marked == Marked.OR_NOT);
        if (!ours || (holder.equals(record.id()) && handle.isTaken(object.get()))) {
            return;
        }
        report.say("  " + ref + " was put back by somebody: taken again");
        patched(() -> objects.patch(ref, handle.take(object.get(), record.id())));
    }

    private static JsonNode before(RunRecord record, ObjectRef object) {
        return record.before().getOrDefault(RunRecord.key(object), NullNode.getInstance());
    }

    /** False where somebody wrote in between, or the object is gone: look again. */
    private static boolean patched(Runnable patch) {
        try {
            patch.run();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private static StopException raced(RunRecord record, ObjectRef object) {
        return new StopException(
                ExitCode.UNFINISHED,
                "somebody keeps writing to " + object,
                "Stop whoever does, then `" + record.toContinue() + "`.");
    }
}
