package backup.holdfast.controller.mover.job;

import backup.holdfast.controller.mover.MoverAssignment;
import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.mover.job.JobRequest.Rights;
import backup.holdfast.controller.resolver.CertificateReference;
import backup.holdfast.controller.resolver.CustomCertificate;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ResticSource;
import backup.holdfast.replication.plan.BackupPlan;
import backup.holdfast.replication.plan.BackupPlan.Step;
import backup.holdfast.replication.plan.BackupScope;
import backup.holdfast.replication.plan.BackupScope.PartialRead;
import backup.holdfast.replication.plan.BackupScope.TaggedCaches;
import backup.holdfast.replication.plan.BackupScope.Unchanged;
import backup.holdfast.replication.plan.ExpectedRepository;
import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.Limits;
import backup.holdfast.replication.plan.LockTerms;
import backup.holdfast.replication.plan.Retention;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.plan.Subject;
import backup.holdfast.replication.plan.Tuning;
import backup.holdfast.replication.plan.Workspace;
import backup.holdfast.restic.repository.RepositoryLocation;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs, volumes and pods to make Jobs of. */
final class Samples {
    static final RunId RUN = new RunId("hf-7c1e0000-20261120t040000");
    static final Instant NOW = Instant.parse("2026-11-20T04:00:00Z");
    static final String UID = "5f0c7a52-6a3b-4f55-9f3e-0b3f6c1d2e4f";
    static final String PASSWORD = "a word nobody may see";
    static final KubernetesSerialization YAML = new KubernetesSerialization();

    static final Map<String, String> S3 = Map.of(
            "RESTIC_REPOSITORY",
            "s3:https://minio.example/backups/photos",
            "RESTIC_PASSWORD",
            PASSWORD,
            "AWS_ACCESS_KEY_ID",
            "key",
            "AWS_SECRET_ACCESS_KEY",
            PASSWORD);

    private Samples() {}

    static RunOwner owner(String name) {
        return new RunOwner("ReplicationSource", "media", name, UID);
    }

    static ResticSource restic(String yaml) {
        ReplicationSource source = YAML.unmarshal("""
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationSource
                spec:
                  restic:
                """ + yaml.indent(4), ReplicationSource.class);
        return Objects.requireNonNull(source.getSpec().restic());
    }

    static PersistentVolumeClaim claim(String yaml) {
        return YAML.unmarshal("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                """ + yaml, PersistentVolumeClaim.class);
    }

    static VolumeSight volume(String name, String accessMode) {
        return new VolumeSight(claim("""
                metadata: {name: %s, namespace: media}
                spec:
                  accessModes: [%s]
                  storageClassName: fast
                status:
                  accessModes: [%s]
                """.formatted(name, accessMode, accessMode)));
    }

    static Pod pod(String yaml) {
        return YAML.unmarshal("""
                apiVersion: v1
                kind: Pod
                """ + yaml, Pod.class);
    }

    static MoverAssignment assignment(String name, Map<String, String> environment) {
        return assignment(name, environment, Limits.DEFAULT, List.of());
    }

    static MoverAssignment assignment(
            String name, Map<String, String> environment, Limits limits, List<String> excludes) {
        return new MoverAssignment(
                owner(name), "photos", plan(name, limits, excludes), environment, Optional.empty(), Optional.empty());
    }

    static MoverAssignment trusting(MoverAssignment assignment) {
        CertificateReference reference =
                new CertificateReference(CertificateReference.Kind.CONFIG_MAP, "home-ca", "ca.pem");
        return new MoverAssignment(
                assignment.owner(),
                assignment.claimName(),
                assignment.plan(),
                assignment.environment(),
                Optional.of(new CustomCertificate.Usable(reference, "1", "-----BEGIN CERTIFICATE-----")),
                Optional.empty());
    }

    static JobRequest request(MoverAssignment assignment, ResticSource restic) {
        return new JobRequest(
                assignment,
                "photos-restic",
                restic,
                Optional.of(volume("photos", "ReadWriteOnce")),
                NodePlacement.ANYWHERE,
                Rights.PLAIN,
                new JobNames(assignment.owner()).serviceAccount());
    }

    static Limits deadline(@Nullable Duration deadline) {
        return new Limits(deadline, Limits.DEFAULT.noProgress());
    }

    private static BackupPlan plan(String name, Limits limits, List<String> excludes) {
        RepositoryLocation location = RepositoryLocation.parse("s3:https://minio.example/backups/photos");
        return new BackupPlan(
                RUN,
                new Subject("ReplicationSource", "media", name),
                NOW,
                new Workspace(MoverVolumes.DATA, MoverVolumes.CACHE, null),
                new ExpectedRepository(
                        location.fingerprint(), location.withoutCredentials(), null, null, Absence.CREATE),
                new Identity(Identity.VOLSYNC_HOST, Identity.VOLUME_PATH),
                Set.of(Step.BACKUP),
                new BackupScope(
                        excludes, List.of(), List.of(), null, TaggedCaches.KEEP, Unchanged.SKIP, PartialRead.FAIL),
                Retention.KEEP_EVERYTHING,
                limits,
                Tuning.RESTIC_DEFAULTS,
                LockTerms.NONE);
    }
}
