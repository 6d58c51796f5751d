package backup.holdfast.cli.run;

import backup.holdfast.cli.run.RunRecord.Direction;
import backup.holdfast.cli.run.RunRecord.Progress;
import backup.holdfast.cli.run.RunRecord.State;
import backup.holdfast.cli.run.Step.AwaitGone;
import backup.holdfast.cli.run.Step.AwaitReady;
import backup.holdfast.cli.run.Step.Create;
import backup.holdfast.cli.run.Step.Discard;
import backup.holdfast.cli.run.Step.Fill;
import backup.holdfast.cli.run.Step.GiveBack;
import backup.holdfast.cli.run.Step.Remove;
import backup.holdfast.cli.run.Step.Take;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** In which order a run does things, and in which it undoes them. Pure. */
public final class Course {
    private Course() {}

    /**
     * The steps of a restore.
     *
     * @param takes outermost first: who would undo what comes later comes before it
     */
    public static List<Step> forward(List<Take> takes, List<Item> items) {
        List<Step> steps = new ArrayList<>(takes);
        steps.add(new AwaitGone(items.stream().map(Item::claim).toList()));
        items.forEach(item -> steps.add(new Fill(item.destination())));
        steps.addAll(giveBack(takes));
        steps.add(new Remove(items.stream().map(Item::destination).toList()));
        steps.addAll(awaitReady(takes));
        return steps;
    }

    /** The steps of a restore into a claim that is made for it. Nobody is disturbed. */
    public static List<Step> beside(Item item, JsonNode claim) {
        return List.of(
                new Create(item.claim(), claim), new Fill(item.destination()), new Remove(List.of(item.destination())));
    }

    /**
     * How to undo a run, from however far it came.
     *
     * @param written claims that a mover has begun to write to
     * @param content what is to become of those
     */
    public static Way back(RunRecord record, Set<String> written, Content content) {
        if (record.direction() == Direction.BACK) {
            return new Way.Goes(record);
        }
        List<String> made = made(record);
        List<Item> lost = record.items().stream()
                .filter(item -> written.contains(item.claim()) && !made.contains(item.claim()))
                .toList();
        List<Item> unsaved = lost.stream().filter(it -> it.safety() == null).toList();
        if (!unsaved.isEmpty() && content == Content.AS_IT_WAS) {
            return new Way.Refused(
                    "the restore has begun to write to "
                            + String.join(
                                    ", ", unsaved.stream().map(Item::claim).toList())
                            + ", and there is no copy of what was there before",
                    "Finish it with `" + record.toContinue()
                            + "`; or give the workloads what is there now with `" + record.toRollBack()
                            + " --keep-data`.");
        }
        List<Take> takes = begun(record);
        List<Step> steps = new ArrayList<>();
        List<String> begunFills = record.steps().stream()
                .filter(it -> it.state() != State.PENDING && it.step() instanceof Fill)
                .map(it -> ((Fill) it.step()).destination())
                .toList();
        if (!begunFills.isEmpty()) {
            steps.add(new Remove(begunFills));
        }
        List<Item> items = content == Content.AS_IT_WAS
                ? lost.stream().map(item -> SafetyReturn.of(record, item)).toList()
                : List.of();
        items.forEach(item -> steps.add(new Fill(item.destination())));
        steps.addAll(giveBack(takes));
        if (!items.isEmpty()) {
            steps.add(new Remove(items.stream().map(Item::destination).toList()));
        }
        made.forEach(claim -> steps.add(new Discard(claim)));
        steps.addAll(awaitReady(takes));
        // Claims stay on the record whatever becomes of them: their leases end with the run.
        List<Item> all = new ArrayList<>(items);
        record.items().stream()
                .filter(it -> items.stream().noneMatch(other -> other.claim().equals(it.claim())))
                .forEach(all::add);
        return new Way.Goes(record.back(all, steps));
    }

    /** What becomes of the content of volumes when a run is undone. */
    public enum Content {
        /** Brought back from the copy that was made before. */
        AS_IT_WAS,
        /** Left as it is by now, be it half restored. */
        AS_IT_IS
    }

    /** The way back. */
    public sealed interface Way {
        record Goes(RunRecord record) implements Way {}

        /** There is none without a loss; the advice names what there is instead. */
        record Refused(String why, String advice) implements Way {}
    }

    private static List<Take> begun(RunRecord record) {
        return record.steps().stream()
                .filter(it -> it.state() != State.PENDING)
                .map(Progress::step)
                .filter(Take.class::isInstance)
                .map(Take.class::cast)
                .toList();
    }

    private static List<String> made(RunRecord record) {
        return record.steps().stream()
                .filter(it -> it.state() != State.PENDING && it.step() instanceof Create)
                .map(it -> ((Create) it.step()).claim())
                .toList();
    }

    private static List<Step> giveBack(List<Take> takes) {
        List<Take> reversed = new ArrayList<>(takes);
        Collections.reverse(reversed);
        return reversed.stream()
                .map(take -> (Step) new GiveBack(take.handle(), take.object()))
                .toList();
    }

    /** Nothing where nobody had to stop. */
    private static List<Step> awaitReady(List<Take> takes) {
        List<ObjectRef> workloads = takes.stream()
                .filter(it -> it.handle() == Handle.HOLD_REPLICAS)
                .map(Take::object)
                .toList();
        return workloads.isEmpty() ? List.of() : List.of(new AwaitReady(workloads));
    }
}
