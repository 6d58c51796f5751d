package backup.holdfast.replication.mover;

import static java.nio.charset.StandardCharsets.UTF_8;

import backup.holdfast.replication.mover.RememberedSnapshots.SnapshotSet;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import backup.holdfast.replication.snapshot.SnapshotSize;
import backup.holdfast.restic.json.Json;
import backup.holdfast.restic.json.JsonObject;
import backup.holdfast.restic.json.MalformedJsonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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

    private static final JsonFactory JSON = new JsonFactory();

    private RememberedSnapshotsCodec() {}

    static byte[] encode(RememberedSnapshots remembered) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeNumberField("version", VERSION);
            json.writeStringField("host", remembered.host());
            json.writeStringField("path", remembered.path());
            json.writeObjectFieldStart("repository");
            json.writeNumberField("snapshots", remembered.repository().count());
            json.writeStringField("sha256", remembered.repository().sha256());
            json.writeEndObject();
            json.writeArrayFieldStart("own");
            for (SnapshotInfo snapshot : remembered.own()) {
                write(snapshot, json);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("memory takes all that is written to it", e);
        }
        return bytes.toByteArray();
    }

    private static void write(SnapshotInfo snapshot, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", snapshot.id());
        json.writeStringField("time", snapshot.time().toString());
        json.writeStringField("host", snapshot.host());
        json.writeArrayFieldStart("paths");
        for (String path : snapshot.paths()) {
            json.writeString(path);
        }
        json.writeEndArray();
        if (snapshot.size().isPresent()) {
            json.writeNumberField("files", snapshot.size().get().files());
            json.writeNumberField("bytes", snapshot.size().get().bytes());
        }
        json.writeEndObject();
    }

    /** Nothing for garbage, half a document, or one of another version. */
    static Optional<RememberedSnapshots> decode(byte[] bytes) {
        try {
            return Json.objectOn(new String(bytes, UTF_8)).flatMap(RememberedSnapshotsCodec::decode);
        } catch (MalformedJsonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<RememberedSnapshots> decode(JsonObject root) {
        if (root.count("version") != VERSION) {
            return Optional.empty();
        }
        JsonObject repository = required(root.object("repository"), "repository");
        SnapshotSet set = new SnapshotSet((int) number(repository, "snapshots"), repository.requiredText("sha256"));
        if (!root.has("own")) {
            throw new IllegalArgumentException("own is missing");
        }
        List<SnapshotInfo> own = new ArrayList<>();
        for (JsonObject entry : root.objects("own")) {
            own.add(snapshot(entry));
        }
        return own.size() > set.count()
                ? Optional.empty()
                : Optional.of(new RememberedSnapshots(root.requiredText("host"), root.requiredText("path"), set, own));
    }

    private static SnapshotInfo snapshot(JsonObject entry) {
        String id = entry.requiredText("id");
        if (!ResticCache.isId(id)) {
            throw new IllegalArgumentException("no snapshot id");
        }
        if (!entry.has("paths")) {
            throw new IllegalArgumentException("paths is missing");
        }
        Optional<SnapshotSize> size = entry.has("files")
                ? Optional.of(new SnapshotSize(number(entry, "files"), number(entry, "bytes")))
                : Optional.empty();
        return new SnapshotInfo(
                id,
                entry.requiredOffsetTime("time"),
                entry.requiredText("host"),
                entry.texts("paths"),
                List.of(),
                Optional.empty(),
                size);
    }

    private static long number(JsonObject object, String field) {
        return object.integer(field).orElseThrow(() -> new IllegalArgumentException(field + " is missing"));
    }

    private static <T> T required(Optional<T> value, String field) {
        return value.orElseThrow(() -> new IllegalArgumentException(field + " is missing"));
    }
}
