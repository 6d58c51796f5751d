package backup.holdfast.restic.event;

import backup.holdfast.restic.event.ResticEvent.BackupStatus;
import backup.holdfast.restic.event.ResticEvent.BackupSummary;
import backup.holdfast.restic.event.ResticEvent.CheckSummary;
import backup.holdfast.restic.event.ResticEvent.ExitError;
import backup.holdfast.restic.event.ResticEvent.Initialized;
import backup.holdfast.restic.event.ResticEvent.ItemError;
import backup.holdfast.restic.event.ResticEvent.RestoreItem;
import backup.holdfast.restic.event.ResticEvent.RestoreStatus;
import backup.holdfast.restic.event.ResticEvent.RestoreSummary;
import backup.holdfast.restic.event.ResticEvent.Unrecognized;
import backup.holdfast.restic.json.Json;
import backup.holdfast.restic.json.JsonObject;
import backup.holdfast.restic.json.MalformedJsonException;
import backup.holdfast.restic.model.SnapshotId;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Turns one line of either output stream into an event. Which fields "status" and "summary" have depends on the verb, so there
 * is a decoder for each family.
 */
public enum EventDecoder {
    BACKUP {
        @Override
        ResticEvent status(JsonObject json) {
            OptionalLong remaining = json.integer("seconds_remaining");
            return new BackupStatus(
                    json.decimal("percent_done").orElse(0),
                    json.seconds("seconds_elapsed"),
                    remaining.isPresent()
                            ? OptionalInt.of(Math.toIntExact(remaining.getAsLong()))
                            : OptionalInt.empty(),
                    json.count("total_files"),
                    json.count("files_done"),
                    json.count("total_bytes"),
                    json.count("bytes_done"),
                    json.count("error_count"),
                    json.texts("current_files"));
        }

        @Override
        ResticEvent summary(JsonObject json) {
            return new BackupSummary(
                    DocumentDecoder.backupCounts(json),
                    json.seconds("total_duration"),
                    json.text("snapshot_id").filter(id -> !id.isEmpty()).map(SnapshotId::new),
                    json.flag("dry_run"));
        }
    },
    RESTORE {
        @Override
        ResticEvent status(JsonObject json) {
            return new RestoreStatus(
                    json.decimal("percent_done").orElse(0),
                    json.seconds("seconds_elapsed"),
                    json.count("total_files"),
                    json.count("files_restored"),
                    json.count("files_skipped"),
                    json.count("files_deleted"),
                    json.count("total_bytes"),
                    json.count("bytes_restored"),
                    json.count("bytes_skipped"));
        }

        @Override
        ResticEvent summary(JsonObject json) {
            return new RestoreSummary(
                    json.seconds("seconds_elapsed"),
                    json.count("total_files"),
                    json.count("files_restored"),
                    json.count("files_skipped"),
                    json.count("files_deleted"),
                    json.count("total_bytes"),
                    json.count("bytes_restored"),
                    json.count("bytes_skipped"));
        }

        @Override
        ResticEvent item(JsonObject json) {
            // A path that is cut short is another path.
            return new RestoreItem(json.requiredText("action"), json.requiredText("item"));
        }
    },
    CHECK {
        @Override
        ResticEvent summary(JsonObject json) {
            return new CheckSummary(
                    json.count("num_errors"),
                    json.texts("broken_packs"),
                    json.flag("suggest_repair_index"),
                    json.flag("suggest_prune"));
        }
    },
    OTHER;

    /** Every kept text of a line is cut to this many characters. */
    static final int MAX_TEXT = 4096;

    /** restic up to 0.18 clears the terminal's line before some messages even when there is no terminal. */
    private static final String CLEAR_LINE = "\u001b[2K";

    /** Never fails: what can't be understood is {@link Unrecognized}. */
    public ResticEvent decode(String line) {
        String text = line.startsWith(CLEAR_LINE) ? line.substring(CLEAR_LINE.length()) : line;
        Optional<JsonObject> json = Json.objectOn(text);
        try {
            return json.isPresent() ? fromJson(json.get(), text) : unrecognized(text);
        } catch (MalformedJsonException | IllegalArgumentException | ArithmeticException e) {
            return unrecognized(text);
        }
    }

    ResticEvent status(JsonObject json) {
        throw new MalformedJsonException("a status is not expected of this command");
    }

    ResticEvent summary(JsonObject json) {
        throw new MalformedJsonException("a summary is not expected of this command");
    }

    ResticEvent item(JsonObject json) {
        throw new MalformedJsonException("no items are expected of this command");
    }

    private ResticEvent fromJson(JsonObject json, String line) {
        String type = json.text("message_type").orElse("");
        return switch (type) {
            case "status" -> status(json);
            case "summary" -> summary(json);
            case "verbose_status" -> item(json);
            case "initialized" -> new Initialized(json.requiredText("id"));
            case "error" -> itemError(json);
            case "exit_error" ->
                new ExitError(
                        Math.toIntExact(json.count("code")),
                        bounded(json.text("message").orElse("")));
            default -> unrecognized(line);
        };
    }

    private static ItemError itemError(JsonObject json) {
        // check puts its text beside the type, backup and restore put it into an object.
        String message = json.has("error")
                ? json.object("error").flatMap(error -> error.text("message")).orElse("")
                : json.text("message").orElse("");
        return new ItemError(
                bounded(message.strip()),
                json.text("during").orElse(""),
                bounded(json.text("item").orElse("")));
    }

    private static Unrecognized unrecognized(String line) {
        return new Unrecognized(bounded(line));
    }

    static String bounded(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }
}
