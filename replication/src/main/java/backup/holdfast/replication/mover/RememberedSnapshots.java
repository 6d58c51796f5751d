package backup.holdfast.replication.mover;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.snapshot.SnapshotInfo;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The snapshots of one identity as a run left them, and a fingerprint of all there were in the repository then. While the
 * repository still has exactly those, but for some of the identity's own that are gone, the list is as good as a new one.
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
     * The list of a repository that holds these snapshots now: this one, but for those that are gone. Nothing, if there may be any that it does not
     * know. So a run that was killed after it has forgotten costs the next one no new list.
     *
     * @param present the ids of all snapshots of the repository
     */
    Optional<List<SnapshotInfo>> asOf(Set<String> present) {
        Set<String> before = new HashSet<>(present);
        own.forEach(snapshot -> before.add(snapshot.id()));
        return repository.equals(SnapshotSet.of(before))
                ? Optional.of(own.stream()
                        .filter(snapshot -> present.contains(snapshot.id()))
                        .toList())
                : Optional.empty();
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
