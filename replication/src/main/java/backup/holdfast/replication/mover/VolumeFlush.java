package backup.holdfast.replication.mover;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.RunControl;
import backup.holdfast.restic.process.ProcessLauncher;
import backup.holdfast.restic.process.ProcessRequest;
import backup.holdfast.restic.process.ProcessResult;
import backup.holdfast.restic.process.ProcessStreams;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Has the system write to the disk what a restore has written to the volume: restic does not, and a node that loses power a moment later
 * would lose a restore that was called a success. One {@code syncfs} by coreutils' {@code sync -f}; without that program each file by
 * itself, which is slower.
 */
final class VolumeFlush {
    private static final List<Path> PROGRAMS = List.of(Path.of("/usr/bin/sync"), Path.of("/bin/sync"));
    private static final int KEPT = 500;

    /** Of another sync than coreutils'. */
    private static final Pattern UNKNOWN_OPTION =
            Pattern.compile("(unrecognized|invalid|illegal) option|usage", Pattern.CASE_INSENSITIVE);

    private final ProcessLauncher launcher;
    private final List<Path> programs;

    VolumeFlush(ProcessLauncher launcher) {
        this(launcher, PROGRAMS);
    }

    VolumeFlush(ProcessLauncher launcher, List<Path> programs) {
        this.launcher = requireNonNull(launcher, "launcher is null");
        this.programs = List.copyOf(programs);
    }

    /** Why it can't be known to be on the disk, if so. */
    Optional<String> flush(Path volume, RunControl control) {
        Optional<Path> program = programs.stream().filter(Files::isExecutable).findFirst();
        return program.isPresent() ? asAWhole(program.get(), volume, control) : oneByOne(volume);
    }

    private Optional<String> asAWhole(Path program, Path volume, RunControl control) {
        AtomicReference<String> words = new AtomicReference<>("");
        ProcessStreams streams = new ProcessStreams(
                process -> control.listener().started(process),
                (in, progress) -> {},
                (in, progress) -> words.set(new String(in.readNBytes(KEPT), UTF_8).strip()));
        ProcessResult result = launcher.run(
                new ProcessRequest(
                        List.of(program.toString(), "-f", volume.toString()), Map.of("LC_ALL", "C"), control.limits()),
                streams,
                control.cancellation());
        if (result instanceof ProcessResult.Ended ended && ended.exitCode() == 0) {
            return Optional.empty();
        }
        String said = requireNonNull(words.get());
        if (result instanceof ProcessResult.Ended
                && !UNKNOWN_OPTION.matcher(said).find()) {
            return Optional.of(said.isEmpty() ? program + " failed" : said);
        }
        return result instanceof ProcessResult.Ended || result instanceof ProcessResult.NotStarted
                ? oneByOne(volume)
                : Optional.of("the volume does not take what was written to it");
    }

    private static Optional<String> oneByOne(Path volume) {
        try {
            Files.walkFileTree(volume, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (attributes.isRegularFile()) {
                        force(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    // Nobody could restore into what this user may not even read.
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                        throws IOException {
                    force(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static void force(Path path) throws IOException {
        if (Files.isReadable(path)) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
