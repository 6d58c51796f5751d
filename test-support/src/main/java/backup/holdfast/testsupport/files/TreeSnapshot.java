package backup.holdfast.testsupport.files;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a folder held at one moment, byte for byte, so that it can be compared with what came back after the folder was lost. */
public final class TreeSnapshot {

    private final SortedMap<String, TreeEntry> entries;

    private TreeSnapshot(SortedMap<String, TreeEntry> entries) {
        this.entries = Collections.unmodifiableSortedMap(entries);
    }

    /** Reads everything below the folder. The folder itself is not part of it: a volume's root belongs to the volume. */
    public static TreeSnapshot of(Path root) throws IOException {
        requireNonNull(root, "root is null");
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(root)) {
            paths = walk.filter(path -> !path.equals(root)).toList();
        }
        Map<Object, List<String>> byInode = new HashMap<>();
        for (Path path : paths) {
            byInode.computeIfAbsent(inode(path), inode -> new ArrayList<>()).add(name(root, path));
        }
        SortedMap<String, TreeEntry> entries = new TreeMap<>();
        for (Path path : paths) {
            String name = name(root, path);
            List<String> others = byInode.getOrDefault(inode(path), List.of()).stream()
                    .filter(other -> !other.equals(name))
                    .sorted()
                    .toList();
            entries.put(name, entry(path, others));
        }
        return new TreeSnapshot(entries);
    }

    /** How many files, folders and links there are. */
    public int size() {
        return entries.size();
    }

    /** How another tree differs from this one, which is the expected one. */
    public TreeDiff diff(TreeSnapshot actual, Aspect... ignored) {
        Set<Aspect> aspects = EnumSet.noneOf(Aspect.class);
        Collections.addAll(aspects, ignored);
        return TreeDiff.between(entries, actual.entries, aspects);
    }

    private static TreeEntry entry(Path path, List<String> others) throws IOException {
        Map<String, Object> attributes = attributes(path);
        String kind = kind(path);
        int mode = (Integer) value(attributes, "mode") & 07777;
        return new TreeEntry(
                kind,
                Integer.toOctalString(mode),
                value(attributes, "uid") + ":" + value(attributes, "gid"),
                ((FileTime) value(attributes, "lastModifiedTime")).toInstant(),
                switch (kind) {
                    case "file" -> Files.size(path) + " bytes, SHA-256 " + sha256(path);
                    case "link" -> Files.readSymbolicLink(path).toString();
                    default -> "";
                },
                kind.equals("file") ? others : List.of());
    }

    private static String kind(Path path) {
        if (Files.isSymbolicLink(path)) {
            return "link";
        }
        return Files.isDirectory(path) ? "folder" : Files.isRegularFile(path) ? "file" : "other";
    }

    private static Object inode(Path path) throws IOException {
        Map<String, Object> attributes = attributes(path);
        return value(attributes, "dev") + "/" + value(attributes, "ino");
    }

    private static Map<String, Object> attributes(Path path) throws IOException {
        return Files.readAttributes(path, "unix:mode,uid,gid,dev,ino,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
    }

    private static Object value(Map<String, Object> attributes, String name) {
        return requireNonNull(attributes.get(name), name + " is null");
    }

    private static String name(Path root, Path path) {
        return root.relativize(path).toString();
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[64 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
