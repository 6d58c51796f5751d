package backup.holdfast.replication.mover;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.snapshot.SnapshotInfo;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/**
 * The snapshots of one identity as a run left them, and a fingerprint of all there were in the repository then. While the
 * repository still has exactly those, the list is as good as a new one.
 *
 * @param own of this host and path
 */
record RememberedSnapshots(String host, String path, SnapshotSet repository, List<SnapshotInfo> own) {
    RememberedSnapshots {
        requireNonNull(host, "host is null");
        requireNonNull(path, "path is null");
        requireNonNull(repository, "repository is null");
        own = List.copyOf(own);
    }

    /**
     * A set of snapshot ids, by their number and the SHA-256 of the sorted ids: a shared repository may hold tens of thousands
     * that are nobody's business here.
     */
    record SnapshotSet(int count, String sha256) {
        SnapshotSet {
            requireNonNull(sha256, "sha256 is null");
        }

        static SnapshotSet of(Collection<String> ids) {
            TreeSet<String> sorted = new TreeSet<>(ids);
            MessageDigest digest = newDigest();
            for (String id : sorted) {
                digest.update(id.getBytes(US_ASCII));
                digest.update((byte) '\n');
            }
            return new SnapshotSet(sorted.size(), HexFormat.of().formatHex(digest.digest()));
        }
    }

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
