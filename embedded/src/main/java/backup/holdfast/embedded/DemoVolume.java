package backup.holdfast.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The volume of the tour: a folder with the kinds of names and files real ones have. The same bytes every time. */
final class DemoVolume {
    private static final long SEED = 20_261_121;
    private static final int ALBUMS = 6;
    private static final int PHOTOS = 12;
    private static final int PHOTO_BYTES = 120_000;

    private final Path root;

    DemoVolume(Path root) {
        this.root = root;
    }

    void create() throws IOException {
        Random random = new Random(SEED);
        for (int album = 1; album <= ALBUMS; album++) {
            Path folder = Files.createDirectories(root.resolve("Sommer " + (2019 + album)));
            for (int photo = 1; photo <= PHOTOS; photo++) {
                byte[] bytes = new byte[PHOTO_BYTES];
                random.nextBytes(bytes);
                Files.write(folder.resolve("IMG_%04d größer * als.jpg".formatted(photo)), bytes);
            }
        }
        Files.writeString(root.resolve("-notes.txt"), "A name that looks like an option.\n");
        Files.createSymbolicLink(root.resolve("latest"), Path.of("Sommer " + (2019 + ALBUMS)));
        Files.createDirectories(root.resolve("empty folder"));
    }

    void change() throws IOException {
        Path album = root.resolve("Sommer 2020");
        Files.writeString(album.resolve("IMG_0001 größer * als.jpg"), "edited\n");
        Files.writeString(album.resolve("captions.txt"), "Three weeks by the sea.\n");
        Files.delete(album.resolve("IMG_0002 größer * als.jpg"));
    }

    void lose() {
        Folders.empty(root);
    }

    String describe() throws IOException {
        long files = 0;
        long bytes = 0;
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                if (Files.isRegularFile(path)) {
                    files++;
                    bytes += Files.size(path);
                }
            }
        }
        return files + " files, " + bytes + " bytes";
    }

    /** What is at each path below the volume's root: a digest, a link's target or a folder. */
    Map<String, String> digests() throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                if (!path.equals(root)) {
                    found.put(root.relativize(path).toString(), content(path));
                }
            }
        }
        return found;
    }

    private static String content(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return "-> " + Files.readSymbolicLink(path);
        }
        if (Files.isDirectory(path)) {
            return "folder";
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
