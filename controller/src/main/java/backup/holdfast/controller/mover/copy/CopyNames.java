package backup.holdfast.controller.mover.copy;

import static java.nio.charset.StandardCharsets.UTF_8;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.replication.plan.RunId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The names of a copy: of its claim, and of the snapshot it is made from. */
record CopyNames(RunOwner owner, RunId run) {
    private static final int MAX = 253;
    private static final int HASH = 16;

    /** VolSync's. */
    String usual() {
        return fitting("-src");
    }

    /** Where somebody else has the usual one: a snapshot that is to be kept, or an object of a person's own. */
    String ofRun() {
        return fitting("-src-" + run);
    }

    private String fitting(String suffix) {
        String base = "volsync-" + owner.name();
        if (base.length() + suffix.length() <= MAX) {
            return base + suffix;
        }
        String end = "-" + hash() + suffix;
        // A part of a name may not end with the sign it was cut at.
        return base.substring(0, MAX - end.length()).replaceFirst("[-.]+$", "") + end;
    }

    private String hash() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(owner.name().getBytes(UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
