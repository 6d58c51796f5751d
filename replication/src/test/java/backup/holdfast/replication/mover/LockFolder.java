package backup.holdfast.replication.mover;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/** A folder with the locks of a repository in it, as old as they should be by the file system's clock. */
record LockFolder(Path repository) {
    LockFolder {
        try {
            Files.createDirectories(repository.resolve("locks"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A lock whose id begins so; answers when it was written. */
    Instant lock(String prefix, Duration age) throws IOException {
        Path file = Files.createFile(repository.resolve("locks").resolve(id(prefix)));
        Instant written = Files.getLastModifiedTime(file).toInstant().minus(age).truncatedTo(ChronoUnit.SECONDS);
        Files.setLastModifiedTime(file, FileTime.from(written));
        return written;
    }

    static String id(String prefix) {
        return prefix + "0".repeat(64 - prefix.length());
    }

    List<String> ids() throws IOException {
        try (Stream<Path> files = Files.list(repository.resolve("locks"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
