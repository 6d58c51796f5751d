package backup.holdfast.controller.source;

import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.volsync.KeptSnapshot;
import backup.holdfast.crds.volsync.PreviewedSnapshot;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.RetentionPreview;
import backup.holdfast.replication.plan.MoverOutcome.RetentionPreviewed;
import backup.holdfast.replication.plan.Retention;
import java.time.Instant;
import java.util.Optional;

/** Previews of retention: asked for by an annotation, answered in the status. Pure. */
final class RetentionPreviews {
    private RetentionPreviews() {}

    /** The token that waits for an answer. Of a longer one only the beginning counts. */
    static Optional<String> asked(ReplicationSource source) {
        RetentionPreview answered = source.getStatus().restic().retentionPreview();
        return Optional.ofNullable(source.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(HoldfastKeys.PREVIEW_RETENTION))
                .filter(token -> !token.isBlank())
                .map(RetentionPreviews::beginning)
                .filter(token -> answered == null || !token.equals(answered.token()));
    }

    static RetentionPreview status(RetentionPreviewed answer, Instant at) {
        return new RetentionPreview(
                answer.token(),
                at,
                answer.policy(),
                answer.keep(),
                answer.remove(),
                answer.removed().stream()
                        .map(gone -> new PreviewedSnapshot(gone.id(), gone.time()))
                        .toList(),
                answer.kept().stream()
                        .map(kept -> new KeptSnapshot(kept.id(), kept.time(), kept.reasons()))
                        .toList());
    }

    private static String beginning(String token) {
        return token.codePointCount(0, token.length()) <= Retention.MAX_PREVIEW_REQUEST
                ? token
                : token.substring(0, token.offsetByCodePoints(0, Retention.MAX_PREVIEW_REQUEST));
    }
}
