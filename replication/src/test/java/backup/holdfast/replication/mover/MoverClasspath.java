package backup.holdfast.replication.mover;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What the mover's process needs of this JVM's class path, copied to where any user may read it. */
final class MoverClasspath {
    private MoverClasspath() {}

    /** The class path of the copies. */
    static String copyTo(Path folder) throws IOException {
        List<String> copies = new ArrayList<>();
        List<Path> needed = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(MoverClasspath::isNeeded)
                .toList();
        for (Path entry : needed) {
            Path copy = folder.resolve(copies.size() + "-" + entry.getFileName());
            copy(entry, copy);
            copies.add(copy.toString());
        }
        makeReadable(folder);
        return String.join(File.pathSeparator, copies);
    }

    private static boolean isNeeded(Path entry) {
        String name = entry.getFileName().toString();
        return Files.isDirectory(entry) || name.startsWith("jackson-") || name.startsWith("holdfast-");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }

    private static void makeReadable(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.toList()) {
                Files.setPosixFilePermissions(
                        path, PosixFilePermissions.fromString(Files.isDirectory(path) ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }
}
