package backup.holdfast.restic;

import backup.holdfast.restic.json.DocumentStream;
import backup.holdfast.restic.json.JsonObject;
import backup.holdfast.restic.json.MalformedJsonException;
import backup.holdfast.restic.process.StreamConsumer;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The answer of a verb that prints one JSON document: an object, or an array of objects. Prose around it is tolerated. */
final class DocumentAnswer<E, T> implements Answer<T> {

    private final Function<JsonObject, E> element;
    private final Set<Ending> acceptable;
    private final Function<List<E>, Optional<T>> whole;
    private final List<E> elements = new ArrayList<>();
    private volatile Ending ending = Ending.BROKEN;

    private DocumentAnswer(
            Function<JsonObject, E> element, Set<Ending> acceptable, Function<List<E>, Optional<T>> whole) {
        this.element = element;
        this.acceptable = acceptable;
        this.whole = whole;
    }

    static <E> DocumentAnswer<E, List<E>> list(Function<JsonObject, E> element) {
        return new DocumentAnswer<>(element, EnumSet.of(Ending.WHOLE), elements -> Optional.of(List.copyOf(elements)));
    }

    static <E> DocumentAnswer<E, E> single(Function<JsonObject, E> element) {
        return new DocumentAnswer<>(
                element,
                EnumSet.of(Ending.WHOLE),
                elements -> elements.size() == 1 ? Optional.of(elements.get(0)) : Optional.empty());
    }

    /** For a verb that prints no document at all when it has nothing to tell. */
    static <E, T> DocumentAnswer<E, T> listOrNothing(Function<JsonObject, E> element, Function<List<E>, T> whole) {
        return new DocumentAnswer<>(
                element,
                EnumSet.of(Ending.WHOLE, Ending.NOTHING),
                elements -> Optional.of(whole.apply(List.copyOf(elements))));
    }

    @Override
    public StreamConsumer reader(Transcript transcript) {
        return (in, progress) -> {
            InputStream watched = new ProgressStream(in, progress);
            try {
                boolean found = DocumentStream.read(
                        watched, json -> elements.add(element.apply(json)), transcript::stdoutProse);
                ending = found ? Ending.WHOLE : Ending.NOTHING;
            } catch (IOException | MalformedJsonException | IllegalArgumentException e) {
                transcript.stdoutProse("the answer could not be read: " + e.getMessage());
            }
        };
    }

    @Override
    public Optional<T> value() {
        return acceptable.contains(ending) ? whole.apply(elements) : Optional.empty();
    }

    private enum Ending {
        WHOLE,
        NOTHING,
        BROKEN
    }
}
