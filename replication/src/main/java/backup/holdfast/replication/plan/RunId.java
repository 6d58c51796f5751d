package backup.holdfast.replication.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of one run: one attempt at one sync, such as {@code hf-7c1e04d2-20261120t040000}. It is a DNS label, because it is
 * also the mover's host name and so the host name in restic's locks: that is how a lock is traced to its run, across clusters.
 */
public record RunId(String value) {
    private static final Pattern SYNTAX = Pattern.compile("hf-[0-9a-f]{8}-[0-9]{8}t[0-9]{6}(-[0-9]{1,6})?");
    private static final DateTimeFormatter SLOT =
            DateTimeFormatter.ofPattern("yyyyMMdd't'HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    public RunId {
        requireNonNull(value, "value is null");
        if (!SYNTAX.matcher(value).matches()) {
            throw new IllegalArgumentException("not a run id: " + value);
        }
    }

    /**
     * The same owner, request, slot and attempt always give the same id, so that a controller that crashed between deciding and
     * recording finds its own run again.
     *
     * @param ownerUid UID of the ReplicationSource or ReplicationDestination
     * @param request what asked for the sync: a token, or nothing for a schedule
     * @param slot the instant the sync belongs to
     * @param attempt from 1
     */
    public static RunId of(String ownerUid, String request, Instant slot, int attempt) {
        if (attempt < 1) {
            throw new IllegalArgumentException("attempts count from 1, not " + attempt);
        }
        String digest = sha256(ownerUid + '\n' + request + '\n' + slot).substring(0, 8);
        String suffix = attempt == 1 ? "" : "-" + attempt;
        return new RunId("hf-" + digest + "-" + SLOT.format(slot) + suffix);
    }

    /** The slot the run belongs to, in whole seconds. */
    public Instant slot() {
        int begin = "hf-01234567-".length();
        return Instant.from(SLOT.parse(value.substring(begin, begin + "20261120t040000".length())));
    }

    /** The sync it is an attempt at: the id of the first. */
    public RunId sync() {
        return new RunId(value.substring(0, "hf-01234567-20261120t040000".length()));
    }

    /** Whether a lock's host name has the form of a run id, ours or another Holdfast's. */
    public static boolean isRunId(String hostname) {
        return SYNTAX.matcher(hostname).matches();
    }

    @Override
    public String value() {
        return value;
    }

    @Override
    public String toString() {
        return value;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
