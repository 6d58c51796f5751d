package backup.holdfast.testsupport.inmemory;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.inmemory.ObjectStore.Listing;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One client's watch: the events since the version it knows, one JSON object per line, until it has had enough. */
final class WatchStream {

    private static final Duration BOOKMARK_INTERVAL = Duration.ofSeconds(20);
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private final Target target;
    private final ApiRequest request;
    private final TableRenderer tables;
    private final Clock clock;
    private final Selector selector;

    WatchStream(Target target, ApiRequest request, TableRenderer tables, Clock clock) {
        this.target = requireNonNull(target, "target is null");
        this.request = requireNonNull(request, "request is null");
        this.tables = requireNonNull(tables, "tables is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.selector = request.selector();
    }

    /** Opens the feed; fails where the version is too old to go on from. */
    ChangeFeed open(ObjectStore store, Listing now) {
        return store.changesAfter(
                startsFromNow() ? now.version() : Long.parseLong(request.parameter("resourceVersion")));
    }

    /** Sends until the time the client asked for is over. */
    void send(ChangeFeed feed, Listing now, OutputStream out) throws IOException, InterruptedException {
        if (startsFromNow()) {
            for (ObjectNode object : now.items()) {
                write(out, "ADDED", object);
            }
        }
        long version = now.version();
        if (request.isSet("allowWatchBookmarks")) {
            // Some clients take a watch for established only when its first line has come.
            write(out, "BOOKMARK", bookmark(version));
        }
        out.flush();
        Instant end = clock.instant().plus(duration());
        while (clock.instant().isBefore(end)) {
            Optional<Change> change = feed.next(shorter(BOOKMARK_INTERVAL, Duration.between(clock.instant(), end)));
            if (change.isPresent()) {
                version = change.get().version();
                send(change.get(), out);
            } else if (request.isSet("allowWatchBookmarks")) {
                // Also finds out whether the client is still there.
                write(out, "BOOKMARK", bookmark(version));
            }
            out.flush();
        }
    }

    private void send(Change change, OutputStream out) throws IOException {
        if (!target.includes(change.key())) {
            return;
        }
        Optional<ObjectNode> before = seen(change.before());
        Optional<ObjectNode> after = seen(change.after());
        if (after.isPresent()) {
            write(out, before.isPresent() ? "MODIFIED" : "ADDED", after.get());
        } else if (before.isPresent()) {
            // An object that merely fell out of the selection is shown as it is now.
            ObjectNode last = change.after().orElse(before.get());
            write(out, "DELETED", ObjectWriter.inVersion(target.type(), last));
        }
    }

    private Optional<ObjectNode> seen(Optional<ObjectNode> object) {
        return object.map(present -> ObjectWriter.inVersion(target.type(), present))
                .filter(selector);
    }

    private void write(OutputStream out, String event, ObjectNode object) throws IOException {
        ObjectNode line = Json.object().put("type", event);
        line.set(
                "object",
                request.wantsTable() && !event.equals("BOOKMARK")
                        ? tables.render(target.type(), List.of(object), Json.metadata(object, "resourceVersion"))
                        : object);
        out.write(Json.bytes(line));
        out.write('\n');
    }

    private ObjectNode bookmark(long version) {
        ObjectNode bookmark = Json.object()
                .put("apiVersion", target.type().apiVersion())
                .put("kind", target.type().kind());
        Json.metadata(bookmark).put("resourceVersion", Long.toString(version));
        return bookmark;
    }

    private boolean startsFromNow() {
        return List.of("", "0").contains(request.parameter("resourceVersion"));
    }

    private Duration duration() {
        String seconds = request.parameter("timeoutSeconds");
        return seconds.isEmpty() ? LONGEST : Duration.ofSeconds(Long.parseLong(seconds));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
