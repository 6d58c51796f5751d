package backup.holdfast.restic.command;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Locale;

/** What to restore, where to and how. Immutable: each method returns a copy with one option more. */
public record RestoreOptions(SnapshotRef snapshot, Path target, Arguments arguments) {

    public RestoreOptions {
        requireNonNull(snapshot, "snapshot is null");
        requireNonNull(target, "target is null");
        requireNonNull(arguments, "arguments is null");
    }

    /** Puts the content of {@code snapshot} into the directory {@code target}. */
    public static RestoreOptions of(SnapshotRef snapshot, Path target) {
        return new RestoreOptions(snapshot, target, Arguments.NONE);
    }

    /** Removes from the target what the snapshot does not hold. */
    public RestoreOptions delete() {
        return with(arguments.flag("--delete"));
    }

    public RestoreOptions overwrite(Overwrite behaviour) {
        return with(arguments.set("--overwrite", behaviour.word()));
    }

    /** Reads every file again after it was written. */
    public RestoreOptions verify() {
        return with(arguments.flag("--verify"));
    }

    public RestoreOptions sparse() {
        return with(arguments.flag("--sparse"));
    }

    public RestoreOptions include(String pattern) {
        return with(arguments.add("--include", pattern));
    }

    public RestoreOptions includeIgnoringCase(String pattern) {
        return with(arguments.add("--iinclude", pattern));
    }

    public RestoreOptions exclude(String pattern) {
        return with(arguments.add("--exclude", pattern));
    }

    public RestoreOptions excludeIgnoringCase(String pattern) {
        return with(arguments.add("--iexclude", pattern));
    }

    public RestoreOptions includeXattr(String pattern) {
        return with(arguments.add("--include-xattr", pattern));
    }

    public RestoreOptions excludeXattr(String pattern) {
        return with(arguments.add("--exclude-xattr", pattern));
    }

    public RestoreOptions dryRun() {
        return with(arguments.flag("--dry-run"));
    }

    /** Tells of each file: {@link backup.holdfast.restic.event.ResticEvent.RestoreItem}. */
    public RestoreOptions tellOfEach() {
        return with(arguments.set("--verbose", "2"));
    }

    private RestoreOptions with(Arguments more) {
        return new RestoreOptions(snapshot, target, more);
    }

    /** When a file that exists on the target is replaced. */
    public enum Overwrite {
        ALWAYS,
        IF_CHANGED,
        IF_NEWER,
        NEVER;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
