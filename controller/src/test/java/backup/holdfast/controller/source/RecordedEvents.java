package backup.holdfast.controller.source;

import backup.holdfast.crds.event.EventPublisher;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps Events as lines: their kind, reason and action, and the object they are about. */
public final class RecordedEvents implements EventPublisher {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<String> notes = new CopyOnWriteArrayList<>();

    public List<String> lines() {
        return List.copyOf(lines);
    }

    public List<String> notes() {
        return List.copyOf(notes);
    }

    @Override
    public void publish(HasMetadata about, Kind kind, String reason, String action, String note) {
        lines.add(kind.text() + " " + reason + " " + action + " "
                + about.getMetadata().getName());
        notes.add(note);
    }
}
