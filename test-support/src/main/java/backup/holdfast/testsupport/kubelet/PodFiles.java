package backup.holdfast.testsupport.kubelet;

import io.fabric8.kubernetes.api.model.KeyToPath;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Files that are made for a pod from what the API holds.
 *
 * @param files by their path in the volume
 */
record PodFiles(Map<String, Content> files) {

    private static final int DEFAULT_MODE = 0644;

    PodFiles {
        files = Map.copyOf(files);
    }

    /** One file. */
    static final class Content {

        private final byte[] bytes;
        private final int mode;

        Content(byte[] bytes, int mode) {
            this.bytes = bytes.clone();
            this.mode = mode;
        }

        private void write(Path place) throws IOException {
            Files.createDirectories(place.getParent());
            Files.write(place, bytes);
            Files.setAttribute(place, "unix:mode", mode);
        }
    }

    /** All keys, or only the listed ones under the listed paths. */
    static PodFiles of(
            Map<String, byte[]> content,
            @Nullable List<KeyToPath> items,
            @Nullable Integer defaultMode,
            @Nullable Boolean optional)
            throws StartProblem {
        int mode = defaultMode == null ? DEFAULT_MODE : defaultMode;
        Map<String, Content> files = new TreeMap<>();
        if (items == null || items.isEmpty()) {
            content.forEach((key, bytes) -> files.put(key, new Content(bytes, mode)));
            return new PodFiles(files);
        }
        for (KeyToPath item : items) {
            byte[] bytes = content.get(item.getKey());
            if (bytes != null) {
                files.put(item.getPath(), new Content(bytes, item.getMode() == null ? mode : item.getMode()));
            } else if (!Boolean.TRUE.equals(optional)) {
                throw StartProblem.mount("references non-existent secret or config key: " + item.getKey());
            }
        }
        return new PodFiles(files);
    }

    void write(Path folder) throws IOException {
        for (Map.Entry<String, Content> file : files.entrySet()) {
            file.getValue().write(folder.resolve(file.getKey()));
        }
    }

    /** Hands a volume to a group, as fsGroup does: everything is its, it may write, and what comes new is its as well. */
    static void giveToGroup(Path volume, long group) throws IOException {
        Files.walkFileTree(volume, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                give(folder, 02770);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isSymbolicLink()) {
                    Files.setAttribute(file, "unix:gid", (int) group, LinkOption.NOFOLLOW_LINKS);
                } else {
                    give(file, 0660);
                }
                return FileVisitResult.CONTINUE;
            }

            private void give(Path file, int more) throws IOException {
                int mode = (Integer) Files.getAttribute(file, "unix:mode");
                Files.setAttribute(file, "unix:gid", (int) group);
                Files.setAttribute(file, "unix:mode", (mode & 07777) | more);
            }
        });
    }
}
