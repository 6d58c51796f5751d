package backup.holdfast.testsupport.inmemory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * All objects, the version of the whole, and its latest changes. What goes in and out is shared and must not be modified: copy first. Safe
 * for use by many threads.
 */
final class ObjectStore {

    private static final int HISTORY = 10_000;

    private final Map<ObjectKey, ObjectNode> objects = new TreeMap<>(Comparator.comparing(ObjectKey::group)
            .thenComparing(ObjectKey::plural)
            .thenComparing(ObjectKey::namespace)
            .thenComparing(ObjectKey::name));
    private final Deque<Change> history = new ArrayDeque<>();
    private final List<ChangeFeed> feeds = new CopyOnWriteArrayList<>();
    private long version = 1;

    /** Runs something as one step: nobody else reads or writes meanwhile. */
    synchronized <T> T exclusively(Supplier<T> step) {
        return step.get();
    }

    synchronized Optional<ObjectNode> get(ObjectKey key) {
        return Optional.ofNullable(objects.get(key));
    }

    /** What is there now, in the order of namespaces and names. */
    synchronized Listing list(Predicate<ObjectKey> wanted) {
        List<ObjectNode> items = new ArrayList<>();
        objects.forEach((key, object) -> {
            if (wanted.test(key)) {
                items.add(object);
            }
        });
        return new Listing(items, version);
    }

    synchronized List<ObjectKey> keys(Predicate<ObjectKey> wanted) {
        return objects.keySet().stream().filter(wanted).toList();
    }

    /** Stores the object under a new resource version, which it returns it with. */
    synchronized ObjectNode put(ObjectKey key, ObjectNode object) {
        ObjectNode stored = stamped(object);
        record(key, Optional.ofNullable(objects.put(key, stored)), Optional.of(stored));
        return stored;
    }

    /** Removes the object and returns its last state under the version of its removal. */
    synchronized ObjectNode remove(ObjectKey key) {
        ObjectNode removed = objects.remove(key);
        if (removed == null) {
            throw new IllegalStateException(key + " is not there");
        }
        ObjectNode last = stamped(removed);
        record(key, Optional.of(last), Optional.empty());
        return last;
    }

    /** All changes after this version, from now on and without a gap; the caller closes it. */
    synchronized ChangeFeed changesAfter(long asked) {
        Change oldest = history.peekFirst();
        if (asked < version && (oldest == null || asked < oldest.version() - 1)) {
            throw ApiFailure.expired(asked);
        }
        ChangeFeed feed = new ChangeFeed(feeds::remove);
        history.stream().filter(change -> change.version() > asked).forEach(feed::offer);
        feeds.add(feed);
        return feed;
    }

    private ObjectNode stamped(ObjectNode object) {
        version++;
        ObjectNode copy = object.deepCopy();
        Json.metadata(copy).put("resourceVersion", Long.toString(version));
        return copy;
    }

    private void record(ObjectKey key, Optional<ObjectNode> before, Optional<ObjectNode> after) {
        Change change = new Change(version, key, before, after);
        history.addLast(change);
        if (history.size() > HISTORY) {
            history.removeFirst();
        }
        feeds.forEach(feed -> feed.offer(change));
    }

    /** What was there at one version. */
    record Listing(List<ObjectNode> items, long version) {
        Listing {
            items = List.copyOf(items);
        }
    }
}
