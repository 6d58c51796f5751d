package backup.holdfast.replication.plan;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.retention.ForgetFacts.Consent;
import backup.holdfast.replication.retention.RetentionPolicy;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the run may forget, and what it must know to notice a deletion nobody meant.
 *
 * @param policy absent: everything is kept
 * @param lastPolicy the policy of the last forget, as text; absent before the first
 * @param lastForget when restic's forget last ran to its end, whether it removed anything or not
 * @param consent whether {@code acceptChange} holds a token not acted on yet
 * @param acceptedAt when a person last accepted a change
 * @param restoredEmptyAt when a restore left the volume empty, if one did
 * @param frozenBecause why nothing may be forgotten or pruned in this run; absent when nothing speaks against it
 * @param previewRequest asks what the policy would remove, instead of removing it or pruning; at most {@link
 *     #MAX_PREVIEW_REQUEST} characters, absent when nobody asks
 */
public record Retention(
        @Nullable RetentionPolicy policy,
        @Nullable String lastPolicy,
        @Nullable Instant lastForget,
        Consent consent,
        @Nullable Instant acceptedAt,
        @Nullable Instant restoredEmptyAt,
        @Nullable String frozenBecause,
        @Nullable String previewRequest) {
    public static final Retention KEEP_EVERYTHING =
            new Retention(null, null, null, Consent.NOT_GIVEN, null, null, null, null);

    /** In code points. An answer names its token whole, and has to fit into a termination message. */
    public static final int MAX_PREVIEW_REQUEST = 100;

    /** Less than a day, so that a daily sync which starts a little earlier than the day before does not skip one. */
    private static final Duration FORGET_INTERVAL = Duration.ofHours(20);

    public Retention {
        requireNonNull(consent, "consent is null");
        if (previewRequest != null && previewRequest.codePointCount(0, previewRequest.length()) > MAX_PREVIEW_REQUEST) {
            throw new IllegalArgumentException("previewRequest is longer than " + MAX_PREVIEW_REQUEST + " characters");
        }
    }

    /**
     * Whether restic's own forget is due whatever a preview says: at least once a day restic itself has the last word.
     *
     * @param now the controller's clock, which {@link #lastForget} was set by
     */
    public boolean isForgetDue(Instant now) {
        return lastForget == null || !now.isBefore(lastForget.plus(FORGET_INTERVAL));
    }
}
