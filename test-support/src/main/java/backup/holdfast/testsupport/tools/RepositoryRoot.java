package backup.holdfast.testsupport.tools;

import java.nio.file.Files;
import java.nio.file.Path;

/** The top folder of the project's checkout. */
public final class RepositoryRoot {

    private RepositoryRoot() {}

    /** System property {@code holdfast.root}, or else the nearest folder upwards from the working folder that has {@code mvnw}. */
    public static Path find() {
        String told = System.getProperty("holdfast.root");
        if (told != null) {
            return Path.of(told);
        }
        Path start = Path.of("").toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve("mvnw"))) {
                return folder;
            }
        }
        throw new IllegalStateException(
                "no folder with mvnw above " + start + ": run inside the checkout, or set -Dholdfast.root=<folder>");
    }
}
