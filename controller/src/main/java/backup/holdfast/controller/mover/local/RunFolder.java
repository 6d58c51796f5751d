package backup.holdfast.controller.mover.local;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.replication.plan.RunId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** The folder of one local run: who works on it, what came out, and its scratch space. */
record RunFolder(Path path) {
    static RunFolder of(Path state, RunOwner owner, RunId run) {
        return new RunFolder(state.resolve("runs").resolve(owner.uid()).resolve(run.value()));
    }

    /** restic's cache outlives the runs of its owner. */
    static Path cache(Path state, RunOwner owner) {
        return state.resolve("cache").resolve(owner.uid());
    }

    boolean exists() {
        return Files.isDirectory(path);
    }

    Path moverProcess() {
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
        if (!exists()) {
            return;
        }
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) throws IOException {
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove the run folder " + path, e);
        }
    }
}
