package backup.holdfast.replication.mover;

import backup.holdfast.replication.mover.RememberedSnapshots.SnapshotSet;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import backup.holdfast.replication.snapshot.SnapshotSize;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A remembered list to JSON and back. What can't be understood to the last field is not remembered: the list decides what is
 * removed, and a new one costs a second.
 */
final class RememberedSnapshotsCodec {
    /** Raised when an older list must not be believed any more. */
    static final int VERSION = 1;

    private static final ObjectMapper JSON = new ObjectMapper();

    private RememberedSnapshotsCodec() {}

    static byte[] encode(RememberedSnapshots remembered) {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", VERSION)
                .put("host", remembered.host())
                .put("path", remembered.path())
                .putObject("repository")
                .put("snapshots", remembered.repository().count())
                .put("sha256", remembered.repository().sha256());
        var own = root.putArray("own");
        for (SnapshotInfo snapshot : remembered.own()) {
            ObjectNode entry = own.addObject()
                    .put("id", snapshot.id())
                    .put("time", snapshot.time().toString())
                    .put("host", snapshot.host());
            var paths = entry.putArray("paths");
            snapshot.paths().forEach(paths::add);
            snapshot.size().ifPresent(size -> entry.put("files", size.files()).put("bytes", size.bytes()));
        }
        try {
            return JSON.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always JSON", e);
        }
    }

    /** Nothing for garbage, half a document, or one of another version. */
    static Optional<RememberedSnapshots> decode(byte[] bytes) {
        try {
            JsonNode root = JSON.readTree(bytes);
            if (root.path("version").asInt() != VERSION) {
                return Optional.empty();
            }
            SnapshotSet repository = new SnapshotSet(
                    root.required("repository").required("snapshots").asInt(),
                    text(root.required("repository"), "sha256"));
            List<SnapshotInfo> own = new ArrayList<>();
            for (JsonNode entry : root.required("own")) {
                own.add(snapshot(entry));
            }
            return own.size() > repository.count()
                    ? Optional.empty()
                    : Optional.of(new RememberedSnapshots(text(root, "host"), text(root, "path"), repository, own));
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static SnapshotInfo snapshot(JsonNode entry) {
        String id = text(entry, "id");
        if (!ResticCache.isId(id)) {
            throw new IllegalArgumentException("no snapshot id");
        }
        List<String> paths = new ArrayList<>();
        entry.required("paths").forEach(path -> paths.add(path.asText()));
        Optional<SnapshotSize> size = entry.has("files")
                ? Optional.of(new SnapshotSize(number(entry, "files"), number(entry, "bytes")))
                : Optional.empty();
        return new SnapshotInfo(
                id,
                OffsetDateTime.parse(text(entry, "time")),
                text(entry, "host"),
                paths,
                List.of(),
                Optional.empty(),
                size);
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.required(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(field + " is no text");
        }
        return value.asText();
    }

    private static long number(JsonNode node, String field) {
        JsonNode value = node.required(field);
        if (!value.canConvertToLong()) {
            throw new IllegalArgumentException(field + " is no number");
        }
        return value.asLong();
    }
}
