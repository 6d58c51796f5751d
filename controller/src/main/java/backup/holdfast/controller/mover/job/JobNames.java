package backup.holdfast.controller.mover.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.replication.plan.RunId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;

/** The names of what is made for the movers of one object: VolSync's, because people script against them. */
record JobNames(RunOwner owner) {
    /** A Job's name becomes a label of its pods. */
    private static final int MAX_JOB = 63;

    private static final int MAX_OBJECT = 253;
    private static final int HASH = 16;
    private static final String SELECT = "select-";
    private static final String LOOK = "look-";

    /** As the claim is called that is filled in place of the one that asks. */
    private static final String PRIME = "vs-prime-";

    /**
     * VolSync's name where it fits. Of a longer one VolSync keeps a checksum alone, which two objects could have in common; a hash
     * follows it here.
     */
    String job() {
        String full = base();
        return full.length() <= MAX_JOB ? full : volSyncJob() + "-" + hash(owner.name());
    }

    /**
     * Of the mover that looks for a snapshot to restore. A name of its own: who waits for VolSync's Job to be complete waits for a
     * restored volume. It begins as that one does: people's admission policies give movers what they need by that. Nobody's destination
     * has the hash in its name.
     */
    String selectJob() {
        String full = base() + "-" + SELECT + hash(base());
        return full.length() <= MAX_JOB ? full : prefix() + SELECT + hash(base());
    }

    /** Of a mover that only looks, with a name of its own for each question. */
    String lookJob(RunId run) {
        String full = base() + "-" + LOOK + hash(run.value());
        return full.length() <= MAX_JOB ? full : prefix() + LOOK + hash(base() + run.value());
    }

    /** All names under which a Job may be at work for the object: ours and VolSync's. */
    Set<String> jobs() {
        return new TreeSet<>(restores() ? List.of(job(), volSyncJob(), selectJob()) : List.of(job(), volSyncJob()));
    }

    String serviceAccount() {
        return fitting(base(), "");
    }

    String cacheClaim() {
        return fitting(base(), "-cache");
    }

    private String volSyncJob() {
        String full = base();
        if (full.length() <= MAX_JOB) {
            return full;
        }
        CRC32 checksum = new CRC32();
        checksum.update(owner.name().getBytes(UTF_8));
        return prefix() + Long.toHexString(checksum.getValue());
    }

    private String base() {
        return prefix() + object();
    }

    /** A claim and a destination of one name are at work at the same time. */
    private String object() {
        return RunOwner.CLAIM.equals(owner.kind()) ? PRIME + owner.uid() : owner.name();
    }

    private String prefix() {
        return restores() ? "volsync-dst-" : "volsync-src-";
    }

    private boolean restores() {
        return "ReplicationDestination".equals(owner.kind()) || RunOwner.CLAIM.equals(owner.kind());
    }

    private String fitting(String name, String suffix) {
        String full = name + suffix;
        if (full.length() <= MAX_OBJECT) {
            return full;
        }
        String end = "-" + hash(owner.name()) + suffix;
        // A part of a name may not end with the sign it was cut at.
        return name.substring(0, MAX_OBJECT - end.length()).replaceFirst("[-.]+$", "") + end;
    }

    private static String hash(String of) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(of.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
