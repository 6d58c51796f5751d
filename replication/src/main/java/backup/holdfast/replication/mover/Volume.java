package backup.holdfast.replication.mover;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** The volume to back up, as far as a run looks at it before restic does. */
final class Volume {
    /** ext4 keeps it in every volume; it is no data, and VolSync leaves it out too. */
    static final String LOST_AND_FOUND = "lost+found";

    private Volume() {}

    /** A folder that can't be read to its end is not known to be empty: restic will say what is wrong with it. */
    static boolean isEmpty(Path volume) throws IOException {
        if (!Files.isDirectory(volume)) {
            throw Files.exists(volume)
                    ? new NotDirectoryException(volume.toString())
                    : new NoSuchFileException(volume.toString(), null, "it does not exist");
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(volume)) {
            for (Path entry : entries) {
                if (!entry.getFileName().toString().equals(LOST_AND_FOUND)) {
                    return false;
                }
            }
            return true;
        } catch (DirectoryIteratorException e) {
            return false;
        }
    }
}
