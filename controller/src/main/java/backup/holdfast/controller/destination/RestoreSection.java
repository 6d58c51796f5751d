package backup.holdfast.controller.destination;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.destination.DestinationSettings.Afterwards;
import backup.holdfast.controller.destination.DestinationSettings.CacheAfterwards;
import backup.holdfast.controller.destination.DestinationSettings.Image;
import backup.holdfast.controller.destination.DestinationSettings.Missing;
import backup.holdfast.controller.destination.DestinationSettings.Saving;
import backup.holdfast.controller.destination.DestinationSettings.Target;
import backup.holdfast.controller.destination.DestinationSettings.Writing;
import backup.holdfast.controller.sync.InvalidFieldException;
import backup.holdfast.controller.sync.RepositorySection;
import backup.holdfast.controller.sync.SpecField;
import backup.holdfast.crds.volsync.CopyMethod;
import backup.holdfast.crds.volsync.OnMissingSnapshot;
import backup.holdfast.crds.volsync.ResticDestination;
import backup.holdfast.crds.volsync.SafetyCopyMode;
import backup.holdfast.replication.plan.RestorePlan.ExtraFiles;
import backup.holdfast.replication.plan.RestorePlan.Overwrite;
import backup.holdfast.replication.plan.RestorePlan.Verification;
import backup.holdfast.replication.plan.Tuning;
import backup.holdfast.replication.plan.WantedSnapshot;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code spec.restic} of a destination, understood field by field. A value nobody understands is refused before anything runs: a
 * guess could bring back another snapshot than the one that was meant.
 *
 * @param owner the destination's name
 */
record RestoreSection(ResticDestination restic, String owner) {
    private static final Pattern ID_PREFIX = Pattern.compile("[0-9a-f]{1,64}");

    RestoreSection {
        requireNonNull(restic, "restic is null");
        requireNonNull(owner, "owner is null");
    }

    RepositorySection repository() {
        return new RepositorySection(restic);
    }

    Image image() {
        CopyMethod method = restic.copyMethod();
        if (method == null) {
            throw new InvalidFieldException(
                    "spec.restic.copyMethod is missing: write Direct, to have the volume itself,"
                            + " or Snapshot, to have a VolumeSnapshot made of it");
        }
        return switch (method) {
            case DIRECT, NONE -> new Image.TheVolume();
            case SNAPSHOT -> new Image.OfASnapshot(given(restic.volumeSnapshotClassName()));
            case CLONE ->
                throw new InvalidFieldException(
                        "spec.restic.copyMethod: Clone has no meaning for a destination, which has"
                                + " nothing to clone. Write Direct or Snapshot");
            case UNRECOGNIZED -> throw field("copyMethod").unknownValue("Direct or Snapshot");
        };
    }

    Target target() {
        if (given(restic.destinationPVC()).isPresent()) {
            return new Target.Existing(new SpecField("spec.restic.destinationPVC", restic.destinationPVC())
                    .objectName("the PersistentVolumeClaim to restore into"));
        }
        Quantity capacity = restic.capacity();
        if (capacity == null || restic.accessModes().isEmpty()) {
            throw new InvalidFieldException(
                    "spec.restic names no volume to restore into: give destinationPVC, the name of"
                            + " a PersistentVolumeClaim, or capacity and accessModes to have one made");
        }
        // A volume that is itself the result has to stay.
        boolean temporary = restic.cleanupTempPVC() && image() instanceof Image.OfASnapshot;
        return new Target.Provisioned(
                "volsync-" + owner + "-dest",
                capacity,
                restic.accessModes(),
                given(restic.storageClassName()),
                temporary ? Afterwards.DELETE : Afterwards.KEEP);
    }

    WantedSnapshot wanted() {
        int previous = restic.previous() == null ? 0 : restic.previous();
        if (previous < 0) {
            throw new InvalidFieldException("spec.restic.previous is " + previous
                    + ": 0 is the newest snapshot, 1 the one before it, and so on");
        }
        Optional<String> id = given(restic.snapshotId());
        Optional<Instant> asOf = given(restic.restoreAsOf()).map(RestoreSection::instant);
        if (id.isEmpty()) {
            return new WantedSnapshot(null, asOf.orElse(null), previous);
        }
        if (asOf.isPresent() || previous > 0) {
            throw new InvalidFieldException("spec.restic.snapshotId names one snapshot, and "
                    + (asOf.isPresent() ? "restoreAsOf" : "previous") + " another: keep one of them");
        }
        String prefix = id.get().toLowerCase(Locale.ROOT);
        if (!ID_PREFIX.matcher(prefix).matches()) {
            throw new InvalidFieldException("spec.restic.snapshotId: \"" + id.get()
                    + "\" is no snapshot id: use the digits 0-9 and a-f that restic shows");
        }
        return new WantedSnapshot(prefix, null, 0);
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new InvalidFieldException("spec.restic.restoreAsOf: \"" + text
                    + "\" is not an instant. Write it with its offset, like 2026-11-20T04:00:00Z or"
                    + " 2026-11-20T04:00:00+01:00");
        }
    }

    Optional<String> path() {
        Optional<String> path = restic.identity() == null
                ? Optional.empty()
                : given(restic.identity().path());
        if (path.filter(text -> !text.startsWith("/")).isPresent()) {
            throw new InvalidFieldException(
                    "spec.restic.identity.path: \"" + path.get() + "\" is no path of a snapshot: it begins with /");
        }
        return path;
    }

    Missing missing() {
        OnMissingSnapshot written = restic.onMissingSnapshot();
        if (written == null) {
            return Missing.BY_WHAT_WAS_ASKED;
        }
        return switch (written) {
            case FAIL -> Missing.FAIL;
            case CONTINUE -> Missing.CONTINUE;
            case UNRECOGNIZED -> throw field("onMissingSnapshot").unknownValue("Fail or Continue");
        };
    }

    Duration missingWait() {
        return new SpecField("spec.restic.missingSnapshotWait", restic.missingSnapshotWait())
                .duration()
                .orElse(Duration.ZERO);
    }

    Writing writing() {
        return new Writing(
                restic.include(),
                restic.enableFileDeletion() ? ExtraFiles.DELETE : ExtraFiles.KEEP,
                overwrite(),
                restic.verify() ? Verification.CONTENT : Verification.NONE);
    }

    Saving saving() {
        SafetyCopyMode written = restic.safetyCopy();
        if (written == null) {
            return Saving.BY_WHO_ASKS;
        }
        return switch (written) {
            case REQUIRED -> Saving.REQUIRED;
            case IF_POSSIBLE -> Saving.IF_POSSIBLE;
            case NEVER -> Saving.NEVER;
            case UNRECOGNIZED -> throw field("safetyCopy").unknownValue("Required, IfPossible or Never");
        };
    }

    private Overwrite overwrite() {
        backup.holdfast.crds.volsync.Overwrite written = restic.overwrite();
        if (written == null) {
            return Overwrite.ALWAYS;
        }
        return switch (written) {
            case ALWAYS -> Overwrite.ALWAYS;
            case IF_CHANGED -> Overwrite.IF_CHANGED;
            case IF_NEWER -> Overwrite.IF_NEWER;
            case NEVER -> Overwrite.NEVER;
            case UNRECOGNIZED -> throw field("overwrite").unknownValue("Always, IfChanged, IfNewer or Never");
        };
    }

    CacheAfterwards cacheAfterwards() {
        return restic.cleanupCachePVC() ? CacheAfterwards.DELETE : CacheAfterwards.KEEP;
    }

    Tuning tuning() {
        return new Tuning(null, null, null, null, restic.limitDownloadKiBps());
    }

    /** Read here only so that a value nobody knows is refused as early as the others. */
    void requireKnownPopulation() {
        if (restic.populateFrom() == backup.holdfast.crds.volsync.PopulateFrom.UNRECOGNIZED) {
            throw field("populateFrom").unknownValue("Repository or Image");
        }
    }

    private static SpecField field(String name) {
        return new SpecField("spec.restic." + name, null);
    }

    private static Optional<String> given(@Nullable String text) {
        return Optional.ofNullable(text).filter(it -> !it.isEmpty());
    }
}
