package backup.holdfast.testsupport.files;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Folders with all that is in them: the ones tests back up, and how they go away again. The same call always makes the same files. */
public final class FileTrees {

    private static final int KIB = 1024;

    private FileTrees() {}

    /**
     * Everything that has ever tripped a backup program, in about 3 MiB: odd names, empty folders and files, deep paths, holes, hard
     * links, dangling and circular links, unusual modes; as root also foreign owners and files nobody may read. Names the file system's
     * character set cannot express are left out.
     */
    public static void awkward(Path root) throws IOException {
        TreeBuilder tree = new TreeBuilder(root)
                .file("plain.txt", 100)
                .file("empty", 0)
                .folder("empty folder")
                .file("odd/two  spaces ", 10)
                .file("odd/star*", 10)
                .file("odd/[brackets]{braces}?", 10)
                .file("odd/-rf", 10)
                .file("odd/--", 10)
                .file("odd/new\nline", 10)
                .file("odd/tab\tand\rreturn", 10)
                .file("odd/quote'double\"back\\slash$HOME`id`", 10)
                .file("odd/#hash%41;semi", 10)
                .file("odd/...", 10)
                .file("odd/.hidden", 10)
                .file("odd/ünïcödé-日本-🗄", 10)
                .file("odd/" + "long".repeat(60), 10)
                .file("deep" + "/down".repeat(50) + "/file", 10)
                .file("big.bin", 2 * KIB * KIB + 1)
                .hole("holes/all-hole", 8L * KIB * KIB)
                .holeWithEnds("holes/ends", 64L * KIB * KIB)
                .file("links/target", 50)
                .hardLink("links/hard", "links/target")
                .hardLink("links/hard elsewhere", "links/target")
                .symbolicLink("links/relative", "target")
                .symbolicLink("links/absolute", "/no/such/place")
                .symbolicLink("links/dangling", "no such file")
                .symbolicLink("links/to itself", "to itself")
                .symbolicLink("links/to folder", "../odd")
                .file("modes/read-only", 10)
                .mode("modes/read-only", 0444)
                .file("modes/private", 10)
                .mode("modes/private", 0600)
                .file("modes/program", 10)
                .mode("modes/program", 0755)
                .folder("modes/closed folder")
                .mode("modes/closed folder", 0700);
        if (isRoot()) {
            tree.file("owners/app", 10)
                    .owner("owners/app", 1000, 1000)
                    .mode("owners/app", 0640)
                    .file("owners/nobody's, for nobody", 10)
                    .owner("owners/nobody's, for nobody", 65534, 65534)
                    .mode("owners/nobody's, for nobody", 0)
                    .file("owners/unknown ids", 10)
                    .owner("owners/unknown ids", 123456, 654321)
                    .file("owners/set-user-id", 10)
                    .mode("owners/set-user-id", 04755)
                    .folder("owners/sticky")
                    .mode("owners/sticky", 01777);
        }
        tree.finish();
    }

    /** Many small files in folders of a hundred, each with its own content. */
    public static void many(Path root, int count, int size) throws IOException {
        TreeBuilder tree = new TreeBuilder(root);
        for (int i = 0; i < count; i++) {
            tree.file(String.format("%04d/%06d", i / 100, i), size);
        }
        tree.finish();
    }

    /** One file that does not compress. */
    public static void big(Path root, long size) throws IOException {
        new TreeBuilder(root).file("big.bin", size).finish();
    }

    /** Deletes a folder with all that is in it, without following links. Nothing happens where there is none. */
    public static void delete(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
