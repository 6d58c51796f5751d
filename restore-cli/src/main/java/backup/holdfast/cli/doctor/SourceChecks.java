package backup.holdfast.cli.doctor;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.cluster.RawApi;
import backup.holdfast.cli.cluster.RepositoryAccess;
import backup.holdfast.cli.look.Answers;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.cli.term.Words;
import backup.holdfast.crds.ConditionTypes;
import backup.holdfast.crds.volsync.CopyMethod;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ResticSource;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Each source: what it refers to, and whether its repository answers. */
public final class SourceChecks {
    private static final String SNAPSHOT_CLASSES = "/apis/snapshot.storage.k8s.io/v1/volumesnapshotclasses";
    private static final String STORAGE_CLASSES = "/apis/storage.k8s.io/v1/storageclasses";

    private final RawApi api;
    private final RepositoryAccess access;

    public SourceChecks(RawApi api, RepositoryAccess access) {
        this.api = requireNonNull(api, "api is null");
        this.access = requireNonNull(access, "access is null");
    }

    /** What is known without asking any repository. */
    public List<Finding> look(List<ReplicationSource> sources) {
        List<Finding> found = new ArrayList<>();
        for (ReplicationSource source : sources) {
            ResticSource restic = source.getSpec().restic();
            if (restic == null) {
                found.add(Finding.remark(
                        about(source), "it is of another method than restic: Holdfast leaves it alone", ""));
                continue;
            }
            List<Finding> wrong = new ArrayList<>();
            wrong.addAll(conditions(source));
            wrong.addAll(Check.of(about(source), () -> secret(source, restic)));
            wrong.addAll(Check.of(about(source), () -> claim(source, restic)));
            found.addAll(wrong.isEmpty() ? List.of(Finding.good(about(source), "what it refers to is there")) : wrong);
        }
        return once(found);
    }

    /** A right that is missing is missing for all of them: it is told once. */
    private static List<Finding> once(List<Finding> found) {
        Set<String> told = new HashSet<>();
        return found.stream()
                .filter(it -> it.state() != Finding.State.UNKNOWN || told.add(it.what()))
                .toList();
    }

    private static List<Finding> conditions(ReplicationSource source) {
        List<Finding> found = new ArrayList<>();
        source.getStatus()
                .condition(ConditionTypes.STALLED)
                .filter(it -> "True".equals(it.getStatus()))
                .ifPresent(it -> found.add(Finding.wrong(about(source), it.getReason() + ": " + it.getMessage(), "")));
        source.getStatus()
                .condition(ConditionTypes.BACKUP_HEALTHY)
                .filter(it -> "False".equals(it.getStatus()))
                .ifPresent(it -> found.add(Finding.wrong(
                        about(source),
                        "its last backup failed, " + it.getReason() + ": " + it.getMessage(),
                        "`restore backup-now " + source.getMetadata().getName() + " --wait` tries again.")));
        return found;
    }

    private List<Finding> secret(ReplicationSource source, ResticSource restic) {
        try {
            access.environment(source.getMetadata().getNamespace(), restic);
            return List.of();
        } catch (StopException e) {
            return switch (e.exitCode()) {
                case FORBIDDEN -> throw e;
                default -> List.of(Finding.wrong(about(source), e.what(), e.advice()));
            };
        }
    }

    private List<Finding> claim(ReplicationSource source, ResticSource restic) {
        String namespace = source.getMetadata().getNamespace();
        String name = String.valueOf(source.getSpec().sourcePVC());
        Optional<JsonNode> claim = api.get(
                "get persistentvolumeclaims in namespace " + namespace,
                "/api/v1/namespaces/" + namespace + "/persistentvolumeclaims/" + name);
        if (claim.isEmpty()) {
            return List.of(Finding.wrong(
                    about(source),
                    "PersistentVolumeClaim " + name + " (spec.sourcePVC) does not exist",
                    "Correct the name, or make the claim."));
        }
        return CopyMethod.SNAPSHOT.equals(restic.copyMethod()) ? snapshots(source, restic, claim.get()) : List.of();
    }

    private List<Finding> snapshots(ReplicationSource source, ResticSource restic, JsonNode claim) {
        String storageClass = claim.path("spec").path("storageClassName").asText();
        Optional<JsonNode> found = storageClass.isEmpty()
                ? Optional.empty()
                : api.get("get storageclasses", STORAGE_CLASSES + "/" + storageClass);
        Optional<List<JsonNode>> classes = api.items("list volumesnapshotclasses", SNAPSHOT_CLASSES);
        if (classes.isEmpty()) {
            return List.of(Finding.wrong(
                    about(source),
                    "copyMethod is Snapshot, and the cluster knows no VolumeSnapshots",
                    "Install the snapshot controller and its definitions, or set copyMethod: Direct."));
        }
        String driver = found.map(it -> it.path("provisioner").asText()).orElse("");
        String wanted = Optional.ofNullable(restic.volumeSnapshotClassName()).orElse("");
        boolean fits = classes.get().stream()
                .filter(it -> wanted.isEmpty()
                        || it.path("metadata").path("name").asText().equals(wanted))
                .anyMatch(it -> driver.isEmpty() || it.path("driver").asText().equals(driver));
        return fits
                ? List.of()
                : List.of(Finding.wrong(
                        about(source),
                        "copyMethod is Snapshot, and no VolumeSnapshotClass "
                                + (wanted.isEmpty() ? "" : wanted + " ") + "is of the driver " + driver
                                + " of its StorageClass " + storageClass,
                        "Make one, name one with volumeSnapshotClassName, or set copyMethod: Direct."));
    }

    /**
     * Asks the repositories themselves, each once.
     *
     * @param from where it is asked from, in a word or two
     */
    public List<Finding> reach(List<ReplicationSource> sources, Answers answers, String from) {
        Map<String, Finding> byRepository = new HashMap<>();
        List<Finding> found = new ArrayList<>();
        for (ReplicationSource source : sources) {
            ResticSource restic = source.getSpec().restic();
            if (restic == null) {
                continue;
            }
            String repository = source.getMetadata().getNamespace() + "/" + restic.repository();
            if (!byRepository.containsKey(repository)) {
                Finding finding = reach(source, answers, from);
                byRepository.put(repository, finding);
                found.add(finding);
            }
        }
        return found;
    }

    private static Finding reach(ReplicationSource source, Answers answers, String from) {
        try {
            int snapshots = answers.snapshots(source).size();
            return Finding.good(
                    about(source), "its repository answers " + from + ", with " + Words.count(snapshots, "snapshot"));
        } catch (StopException e) {
            if (e.exitCode() == ExitCode.REFUSED) {
                return Finding.unknown(
                        about(source), "its repository was not asked " + from + ": " + e.what(), e.advice());
            }
            return Finding.wrong(about(source), "its repository does not answer " + from + ": " + e.what(), e.advice());
        }
    }

    private static String about(ReplicationSource source) {
        return source.getMetadata().getNamespace() + "/" + source.getMetadata().getName();
    }
}
