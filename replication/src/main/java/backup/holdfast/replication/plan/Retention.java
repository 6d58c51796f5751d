package backup.holdfast.replication.plan;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.retention.ForgetFacts.Consent;
import backup.holdfast.replication.retention.RetentionPolicy;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the run may forget, and what it must know to notice a deletion nobody meant.
 *
 * @param policy absent: everything is kept
 * @param lastPolicy the policy of the last forget, as text; absent before the first
 * @param lastForget when that was
 * @param consent whether {@code acceptChange} holds a token not acted on yet
 * @param acceptedAt when a person last accepted a change
 * @param restoredEmptyAt when a restore left the volume empty, if one did
 * @param frozenBecause why nothing may be forgotten or pruned in this run; absent when nothing speaks against it
 */
public record Retention(
        @Nullable RetentionPolicy policy,
        @Nullable String lastPolicy,
        @Nullable Instant lastForget,
        Consent consent,
        @Nullable Instant acceptedAt,
        @Nullable Instant restoredEmptyAt,
        @Nullable String frozenBecause) {
    public static final Retention KEEP_EVERYTHING =
            new Retention(null, null, null, Consent.NOT_GIVEN, null, null, null);

    public Retention {
        requireNonNull(consent, "consent is null");
    }
}
