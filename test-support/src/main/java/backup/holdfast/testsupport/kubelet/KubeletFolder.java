package backup.holdfast.testsupport.kubelet;

import backup.holdfast.testsupport.files.FileTrees;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a test kubelet keeps volumes, snapshots and the files of pods. */
final class KubeletFolder {

    private static final String PREFIX = "holdfast-kubelet-";

    private KubeletFolder() {}

    /** A new one. What JVMs left behind that were killed goes: volumes may be large. */
    static Path create() throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(temporary, PREFIX + "*")) {
            for (Path folder : folders) {
                String owner = folder.getFileName()
                        .toString()
                        .substring(PREFIX.length())
                        .split("-", 2)[0];
                if (ProcessHandle.of(Long.parseLong(owner)).isEmpty() && Files.isWritable(folder)) {
                    FileTrees.delete(folder);
                }
            }
        }
        return Files.createTempDirectory(PREFIX + ProcessHandle.current().pid() + "-");
    }
}
