package backup.holdfast.controller.mover.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.restic.process.ProcessIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The folder of one local run: who works on it, what came out, and its scratch space. */
record RunFolder(Path path) {
    private static final int LAST_WORDS = 500;

    static RunFolder of(Path state, RunOwner owner, RunId run) {
        return new RunFolder(state.resolve("runs").resolve(owner.uid()).resolve(run.value()));
    }

    /** restic's cache outlives the runs of its owner. */
    static Path cache(Path state, RunOwner owner) {
        return state.resolve("cache").resolve(owner.uid());
    }

    /** Where a mover of this owner looks for the certificates of its store. Nothing secret, and one run at a time uses it. */
    static Path caCertificate(Path state, RunOwner owner) {
        return state.resolve("ca").resolve(owner.uid() + ".crt");
    }

    boolean exists() {
        return Files.isDirectory(path);
    }

    /** The mover, once it runs. */
    Optional<ProcessIdentity> mover() {
        return read(moverProcess()).flatMap(ProcessIdentity::parse);
    }

    /** At once or not at all: half an identity would be none, and its mover taken for gone. */
    void recordMover(ProcessIdentity process) throws IOException {
        Path draft = path.resolve("mover.process.new");
        Files.writeString(draft, process.toText());
        Files.move(draft, moverProcess(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The restic the mover has started last. */
    Optional<ProcessIdentity> restic() {
        return read(resticProcess()).flatMap(ProcessIdentity::parse);
    }

    /** Whether the mover died while it wrote down which restic it had started: that one may live, and nobody knows it. */
    boolean hasLostRestic() {
        return Files.exists(resticProcess()) && restic().isEmpty();
    }

    /** The outcome, as far as the mover got with writing it. */
    Optional<String> said() {
        return read(outcome());
    }

    /** What the mover's Java had to say, when it could not say it in an outcome. */
    String lastWords() {
        String log = read(log()).orElse("").strip();
        return log.substring(Math.max(0, log.length() - LAST_WORDS));
    }

    /** Whatever bytes there are: a writer that was killed may leave half a character. */
    private static Optional<String> read(Path file) {
        try {
            return Files.exists(file) ? Optional.of(new String(Files.readAllBytes(file), UTF_8)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private Path moverProcess() {
        return path.resolve("mover.process");
    }

    /** Written by the mover, for each restic it starts. */
    Path resticProcess() {
        return path.resolve("restic.process");
    }

    Path outcome() {
        return path.resolve("outcome.json");
    }

    Path log() {
        return path.resolve("mover.log");
    }

    /** Secret; gone with the folder. */
    Path credentials() {
        return path.resolve("google-credentials.json");
    }

    Path temp() {
        return path.resolve("tmp");
    }

    /** Where a private root is built; empty outside the mover's namespace. */
    Path root() {
        return path.resolve("root");
    }

    void create() throws IOException {
        Files.createDirectories(temp());
        Files.createDirectories(root());
    }

    void delete() {
        delete(path);
    }

    /** With all that is in it. */
    static void delete(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path emptied, @Nullable IOException e) throws IOException {
                    Files.deleteIfExists(emptied);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove the folder " + folder, e);
        }
    }
}
