package backup.holdfast.testsupport.files;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A restic repository that VolSync 0.16 wrote itself, with restic 0.19.1: what people who come to Holdfast bring along. Its newest snapshot
 * was retained (hourly 24, daily 7, weekly 4, monthly 12) and pruned by VolSync's own mover.
 */
public final class VolSyncRepository {

    /** Opens it. */
    public static final String PASSWORD = "correct-horse";

    /** restic's id of it. */
    public static final String ID = "9c7f004f9b3f51102e044dddb5385f874f9db2bd71af3d6fcd8d0a2ce56c7bee";

    /** The host of every snapshot. There are no tags. */
    public static final String HOST = "volsync";

    /** The path of every snapshot, which is the root of the volume. */
    public static final String PATH = "/data";

    /** The short ids of the snapshots and when each was made, to the second, oldest first. */
    public static final Map<String, Instant> SNAPSHOTS = snapshots();

    private static final String ARCHIVE = "volsync-written.tar.gz";
    private static final String CHECKSUMS = "volsync-written.latest.sha256";

    private VolSyncRepository() {}

    /** Unpacks a fresh copy into the folder and returns its path. */
    public static Path unpackTo(Path folder) {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(new BufferedInputStream(resource(ARCHIVE))))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder.normalize())) {
                    throw new IOException(entry.getName() + " leads out of the folder");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.resolveSibling(""));
                    Files.copy(tar, target);
                }
            }
            return folder.resolve("app");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + ARCHIVE, e);
        }
    }

    /** The files of the newest snapshot, relative to the volume's root, each with its SHA-256. */
    public static Map<String, String> latestFiles() {
        Map<String, String> files = new LinkedHashMap<>();
        try (InputStream checksums = resource(CHECKSUMS)) {
            List<String> lines = new String(checksums.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            for (String line : lines) {
                String[] words = line.split(" {2}\\./", 2);
                files.put(words[1], words[0]);
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + CHECKSUMS, e);
        }
    }

    private static Map<String, Instant> snapshots() {
        Map<String, Instant> snapshots = new LinkedHashMap<>();
        snapshots.put("086d7a14", Instant.parse("2026-05-01T04:00:00Z"));
        snapshots.put("14304a7e", Instant.parse("2026-08-15T04:00:00Z"));
        snapshots.put("f2d65aa0", Instant.parse("2026-10-01T04:00:00Z"));
        snapshots.put("efdebd23", Instant.parse("2026-11-01T04:00:00Z"));
        snapshots.put("ac6af11f", Instant.parse("2026-11-15T04:00:00Z"));
        snapshots.put("5c707164", Instant.parse("2026-11-18T04:00:00Z"));
        snapshots.put("a0af0463", Instant.parse("2026-11-19T04:00:00Z"));
        snapshots.put("c8fd20e0", Instant.parse("2026-11-20T14:13:09Z"));
        return Collections.unmodifiableMap(snapshots);
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(VolSyncRepository.class.getResourceAsStream(name), name + " is missing");
    }
}
