package backup.holdfast.cli.engine;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.cluster.ApiObjects;
import backup.holdfast.cli.cluster.Destinations;
import backup.holdfast.cli.run.Course;
import backup.holdfast.cli.run.Course.Content;
import backup.holdfast.cli.run.Item;
import backup.holdfast.cli.run.RunRecord;
import backup.holdfast.cli.run.RunRecord.Direction;
import backup.holdfast.cli.run.RunRecord.State;
import backup.holdfast.cli.run.Step.Fill;
import backup.holdfast.cli.run.Step.Remove;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.crds.HoldfastKeys;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Turns a run round. Only a claim with the controller's mark was written to: it is set before the mover exists. */
public final class Undo {
    private final ApiObjects objects;
    private final Destinations destinations;
    private final Fills fills;

    public Undo(ApiObjects objects, Destinations destinations, Fills fills) {
        this.objects = requireNonNull(objects, "objects is null");
        this.destinations = requireNonNull(destinations, "destinations is null");
        this.fills = requireNonNull(fills, "fills is null");
    }

    /** The run on its way back; ends the command, with nothing changed, where that would lose what is in a volume. */
    public RunRecord turn(RunRecord open, Content content) {
        if (open.direction() == Direction.BACK) {
            return open;
        }
        RunRecord record = saved(open);
        Course.Way way = Course.back(record, written(record), content);
        if (way instanceof Course.Way.Goes && !unwritten(record).isEmpty()) {
            // A mover could begin to write between a look and a deletion: look again when it is gone.
            fills.remove(record, new Remove(unwritten(record)), () -> {});
            way = Course.back(record, written(record), content);
        }
        if (way instanceof Course.Way.Refused refused) {
            throw new StopException(ExitCode.REFUSED, refused.why(), refused.advice());
        }
        return ((Course.Way.Goes) way).record();
    }

    /** With the copies that destinations know of, which are to be deleted. */
    private RunRecord saved(RunRecord open) {
        RunRecord record = open;
        for (Item item : open.items()) {
            if (item.safety() == null) {
                record = destinations
                        .safetyCopy(open.namespace(), item.destination())
                        .map(item::saved)
                        .map(record::with)
                        .orElse(record);
            }
        }
        return record;
    }

    private Set<String> written(RunRecord record) {
        Set<String> written = new HashSet<>();
        for (RunRecord.Progress progress : record.steps()) {
            if (progress.step() instanceof Fill fill && progress.state() != State.PENDING) {
                Item item = record.item(fill.destination());
                if (progress.state() == State.DONE || isFilled(record, item) || isMarked(record, item)) {
                    written.add(item.claim());
                }
            }
        }
        return written;
    }

    private List<String> unwritten(RunRecord record) {
        Set<String> written = written(record);
        return record.steps().stream()
                .filter(it -> it.step() instanceof Fill && it.state() == State.BEGUN)
                .map(it -> ((Fill) it.step()).destination())
                .filter(it -> !written.contains(record.item(it).claim()))
                .toList();
    }

    private boolean isFilled(RunRecord record, Item item) {
        String token = item.spec().path("trigger").path("manual").asText();
        return destinations
                .find(record.namespace(), item.destination())
                .filter(it -> token.equals(it.getStatus().lastManualSync()))
                .isPresent();
    }

    private boolean isMarked(RunRecord record, Item item) {
        return objects.claim(record.namespace(), item.claim())
                .filter(it -> it.path("metadata").path("annotations").has(HoldfastKeys.RESTORE))
                .isPresent();
    }
}
