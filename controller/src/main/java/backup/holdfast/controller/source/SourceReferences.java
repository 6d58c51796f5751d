package backup.holdfast.controller.source;

import backup.holdfast.controller.recovery.Standing.ClaimSight;
import backup.holdfast.controller.resolver.CustomCertificate;
import backup.holdfast.controller.resolver.References;
import backup.holdfast.controller.resolver.RepositorySecret;
import backup.holdfast.controller.sync.RepositoryReferences;
import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.PopulationMark;
import backup.holdfast.crds.RestoreMark;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.state.Hold;
import backup.holdfast.replication.state.Readiness;
import backup.holdfast.replication.state.Readiness.NotReady;
import backup.holdfast.replication.state.Readiness.Ready;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.TypedObjectReference;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a source's spec points at, as it is now.
 *
 * @param claim the volume, if it exists
 */
record SourceReferences(
        ReplicationSource source,
        String claimName,
        RepositoryReferences repository,
        Optional<PersistentVolumeClaim> claim) {
    /** Kinds that a storage driver itself makes volumes from. */
    private static final Set<String> COPIED_KINDS = Set.of("PersistentVolumeClaim", "VolumeSnapshot");

    static SourceReferences lookUp(ReplicationSource source, SourceSettings settings, References references) {
        String namespace = source.getMetadata().getNamespace();
        return new SourceReferences(
                source,
                settings.claimName(),
                RepositoryReferences.lookUp(namespace, settings.secretName(), settings.customCertificate(), references),
                references.claim(namespace, settings.claimName()));
    }

    RepositorySecret secret() {
        return repository.secret();
    }

    Readiness readiness() {
        if (repository.obstacle().isPresent()) {
            return repository.obstacle().get();
        }
        if (claim.isEmpty()) {
            return new NotReady(
                    FailureClass.SOURCE_MISSING,
                    "PersistentVolumeClaim " + source.getMetadata().getNamespace() + "/" + claimName
                            + " (spec.sourcePVC) does not exist.");
        }
        if (isBlockDevice(claim.get())) {
            return new NotReady(
                    FailureClass.INVALID_SPEC,
                    "PersistentVolumeClaim " + source.getMetadata().getNamespace() + "/" + claimName
                            + " (spec.sourcePVC) is a block device (volumeMode: Block), and restic backs up files: name a"
                            + " claim with a file system.");
        }
        return new Ready(repository.inputs(source.getMetadata().getGeneration()));
    }

    private static boolean isBlockDevice(PersistentVolumeClaim claim) {
        return claim.getSpec() != null && "Block".equals(claim.getSpec().getVolumeMode());
    }

    /** What the store's certificate is checked against, unless the system's authorities are enough. */
    Optional<CustomCertificate.Usable> certificate() {
        return repository.certificate();
    }

    /** Which marks of a restore the volume carries. */
    ClaimSight claimSight() {
        if (claim.flatMap(RestoreMark::on).isPresent()) {
            return ClaimSight.RESTORING;
        }
        return restoredEmptyAt().isPresent() ? ClaimSight.RESTORED_EMPTY : ClaimSight.PLAIN;
    }

    Optional<Hold> hold() {
        return claim.filter(SourceReferences::isBeingPopulated)
                .map(
                        pvc -> new Hold(
                                claimPath(),
                                "the volume is being populated from its data source; the first backup starts when that is over"))
                .or(this::restoreHold);
    }

    /** By us or by another populator: until it is over there is nothing in it to back up. */
    private static boolean isBeingPopulated(PersistentVolumeClaim claim) {
        TypedObjectReference from =
                claim.getSpec() == null ? null : claim.getSpec().getDataSourceRef();
        boolean foreign = from != null && !COPIED_KINDS.contains(from.getKind());
        boolean bound =
                claim.getStatus() != null && "Bound".equals(claim.getStatus().getPhase());
        return (foreign && !bound) || PopulationMark.on(claim).isPresent();
    }

    private Optional<Hold> restoreHold() {
        return claim.flatMap(RestoreMark::on)
                .map(mark -> new Hold(
                        claimPath(),
                        "a restore into the volume is under way or ended badly (" + described(mark)
                                + "); restore it again, or remove annotation " + HoldfastKeys.RESTORE
                                + " if the volume is good"));
    }

    private String claimPath() {
        return "PersistentVolumeClaim " + source.getMetadata().getNamespace() + "/" + claimName;
    }

    private static String described(RestoreMark mark) {
        return mark.equals(RestoreMark.UNREADABLE)
                ? "its mark cannot be read"
                : "run " + mark.runId() + ", phase " + mark.phase();
    }

    /** When a restore left the volume empty; where its mark does not tell, as long ago as the volume exists. */
    Optional<Instant> restoredEmptyAt() {
        return claim.flatMap(pvc -> Optional.ofNullable(annotations(pvc).get(HoldfastKeys.RESTORED_EMPTY))
                .map(mark -> slot(mark)
                        .orElseGet(() -> Instant.parse(pvc.getMetadata().getCreationTimestamp()))));
    }

    /** Anybody can write an annotation: what looks like a run id need not hold a date. */
    private static Optional<Instant> slot(String mark) {
        try {
            return RunId.isRunId(mark) ? Optional.of(new RunId(mark).slot()) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> annotations(PersistentVolumeClaim claim) {
        return Optional.ofNullable(claim.getMetadata().getAnnotations()).orElse(Map.of());
    }
}
