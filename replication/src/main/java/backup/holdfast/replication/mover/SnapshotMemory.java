package backup.holdfast.replication.mover;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.plan.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Keeps the list of an identity's snapshots from one run to the next, in {@code holdfast/<repository id>/<host>.json} beside
 * restic's cache. It is a shortcut and no more: whatever goes wrong with it, the list is asked for anew.
 */
final class SnapshotMemory {
    /** Of about 50 000 snapshots. */
    static final int MAX_BYTES = 8 << 20;

    private static final String FOLDER = "holdfast";
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final Path cache;
    private final Identity identity;

    SnapshotMemory(Path cache, Identity identity) {
        this.cache = requireNonNull(cache, "cache is null");
        this.identity = requireNonNull(identity, "identity is null");
    }

    /** What the last run with this identity and repository left, if that can be read. */
    Optional<RememberedSnapshots> recall(String repositoryId) {
        Path file = file(repositoryId);
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
                return Optional.empty();
            }
            return RememberedSnapshotsCodec.decode(Files.readAllBytes(file))
                    .filter(list ->
                            list.host().equals(identity.host()) && list.path().equals(identity.path()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** In one step or not at all; a list too long to be kept is not. */
    void keep(String repositoryId, RememberedSnapshots list) {
        byte[] bytes = RememberedSnapshotsCodec.encode(list);
        Path file = file(repositoryId);
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            if (bytes.length > MAX_BYTES) {
                Files.deleteIfExists(file);
                return;
            }
            Files.createDirectories(file.getParent());
            Files.write(draft, bytes);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // The old list, if it is still there, does not fit the repository any more and is not believed.
            draft.toFile().delete();
        }
    }

    private Path file(String repositoryId) {
        String host = identity.host();
        String name = PLAIN_NAME.matcher(host).matches()
                ? host
                : HexFormat.of().formatHex(RememberedSnapshots.newDigest().digest(host.getBytes(UTF_8)));
        return cache.resolve(FOLDER).resolve(repositoryId).resolve(name + ".json");
    }
}
