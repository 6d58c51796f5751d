package backup.holdfast.restic.command;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.model.LockId;
import backup.holdfast.restic.repository.Repository;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One restic call: the arguments after the program's name, the whole environment and the directory to work in. Built without
 * IO; the same options always give the same call. Its text shows no environment value.
 */
public record ResticCommand(
        ResticVerb verb,
        List<String> arguments,
        SortedMap<String, String> environment,
        Optional<Path> workingDirectory) {

    public ResticCommand {
        requireNonNull(verb, "verb is null");
        arguments = List.copyOf(arguments);
        environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
        requireNonNull(workingDirectory, "workingDirectory is null");
    }

    /** Asks a binary for its version; needs no repository. */
    public static ResticCommand version() {
        return bare(ResticVerb.VERSION, "--json");
    }

    /** Asks a binary for its feature flags; needs no repository. There is no JSON form. */
    public static ResticCommand features() {
        return bare(ResticVerb.FEATURES);
    }

    private static ResticCommand bare(ResticVerb verb, String... options) {
        List<String> arguments = new ArrayList<>(verb.words());
        arguments.addAll(List.of(options));
        return new ResticCommand(verb, arguments, Collections.emptySortedMap(), Optional.empty());
    }

    /** Builds the calls for one repository. */
    public static Builder on(Repository repository, GlobalOptions options) {
        return new Builder(repository, options);
    }

    /** The same with one more variable, which does not replace one that the repository sets. */
    public ResticCommand withDefault(String variable, String value) {
        SortedMap<String, String> more = new TreeMap<>(environment);
        more.putIfAbsent(variable, value);
        return new ResticCommand(verb, arguments, more, workingDirectory);
    }

    @Override
    public String toString() {
        return "restic " + String.join(" ", arguments) + " (environment: " + String.join(" ", environment.keySet())
                + ")";
    }

    /** One method for each verb; each call is independent of the others. */
    public static final class Builder {

        private final Map<String, String> environment;
        private final GlobalOptions globals;

        private Builder(Repository repository, GlobalOptions options) {
            this.environment = repository.environment();
            GlobalOptions cached =
                    repository.cacheDirectory().map(options::cacheDirectory).orElseGet(options::noCache);
            this.globals = repository.caCertificate().map(cached::caCertificate).orElse(cached);
        }

        public ResticCommand init() {
            return command(ResticVerb.INIT, Arguments.NONE, List.of());
        }

        public ResticCommand catConfig() {
            return command(ResticVerb.CAT_CONFIG, Arguments.NONE, List.of());
        }

        /** Takes no lock: it must work while the lock it reads is held. */
        public ResticCommand catLock(LockId lock) {
            return command(ResticVerb.CAT_LOCK, Arguments.NONE.flag("--no-lock"), List.of(lock.value()));
        }

        public ResticCommand listLocks() {
            return command(ResticVerb.LIST_LOCKS, Arguments.NONE.flag("--no-lock"), List.of());
        }

        public ResticCommand backup(BackupOptions options) {
            return command(ResticVerb.BACKUP, options.arguments(), List.of(".")).in(options.directory());
        }

        public ResticCommand snapshots(SnapshotFilter filter) {
            return command(ResticVerb.SNAPSHOTS, filter.arguments(), filter.positional());
        }

        /** Throws IllegalArgumentException for options that neither keep nor name anything: restic's answer differs by version. */
        public ResticCommand forget(ForgetOptions options) {
            if (options.ids().isEmpty() == !options.keepsSomething()) {
                throw new IllegalArgumentException("forget needs either a policy that keeps something or snapshot ids");
            }
            return command(ResticVerb.FORGET, options.arguments(), options.positional());
        }

        public ResticCommand prune(PruneOptions options) {
            return command(ResticVerb.PRUNE, options.arguments(), List.of());
        }

        public ResticCommand restore(RestoreOptions options) {
            return command(
                    ResticVerb.RESTORE,
                    options.arguments().set("--target", options.target().toString()),
                    List.of(options.snapshot().argument()));
        }

        /** Lists everything below the directory of {@code snapshot}. */
        public ResticCommand ls(SnapshotRef snapshot) {
            Arguments recursive =
                    snapshot.directory().equals("/") ? Arguments.NONE : Arguments.NONE.flag("--recursive");
            List<String> positional = snapshot.directory().equals("/")
                    ? List.of(snapshot.id().value())
                    : List.of(snapshot.id().value(), snapshot.directory());
            return command(ResticVerb.LS, recursive, positional);
        }

        /** Lists what lies directly in the directory of {@code snapshot}. */
        public ResticCommand lsFolder(SnapshotRef snapshot) {
            return command(ResticVerb.LS, Arguments.NONE, List.of(snapshot.id().value(), snapshot.directory()));
        }

        /** Writes one file to standard output, or a directory as a tar archive. */
        public ResticCommand dump(SnapshotRef snapshot) {
            return command(
                    ResticVerb.DUMP, Arguments.NONE, List.of(snapshot.id().value(), snapshot.directory()));
        }

        public ResticCommand stats(StatsMode mode, SnapshotFilter filter) {
            return command(ResticVerb.STATS, filter.arguments().set("--mode", mode.word()), filter.positional());
        }

        public ResticCommand check(CheckOptions options) {
            return command(ResticVerb.CHECK, options.arguments(), List.of());
        }

        /** In prose: with {@code --json} restic since 0.19 does not say how many it removed. */
        public ResticCommand unlock(UnlockScope scope) {
            return command(
                    ResticVerb.UNLOCK,
                    Arguments.NONE,
                    switch (scope) {
                        case STALE -> Arguments.NONE;
                        case ALL -> Arguments.NONE.flag("--remove-all");
                    },
                    List.of());
        }

        public ResticCommand keyList() {
            return command(ResticVerb.KEY_LIST, Arguments.NONE, List.of());
        }

        private ResticCommand command(ResticVerb verb, Arguments options, List<String> positional) {
            return command(verb, Arguments.NONE.flag("--json"), options, positional);
        }

        private ResticCommand command(ResticVerb verb, Arguments format, Arguments options, List<String> positional) {
            Stream<String> tail =
                    positional.isEmpty() ? Stream.of() : Stream.concat(Stream.of("--"), positional.stream());
            List<String> arguments = Stream.of(
                            verb.words().stream(),
                            format.stream(),
                            globals.arguments().stream(),
                            options.stream(),
                            tail)
                    .flatMap(part -> part)
                    .toList();
            return new ResticCommand(verb, arguments, new TreeMap<>(environment), Optional.empty());
        }
    }

    private ResticCommand in(Path directory) {
        return new ResticCommand(verb, arguments, environment, Optional.of(directory));
    }
}
