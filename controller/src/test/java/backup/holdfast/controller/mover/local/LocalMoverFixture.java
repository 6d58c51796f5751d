package backup.holdfast.controller.mover.local;

import backup.holdfast.controller.mover.MoverAssignment;
import backup.holdfast.controller.mover.Placement;
import backup.holdfast.controller.mover.RunOwner;
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
import backup.holdfast.replication.plan.MoverEvent;
import backup.holdfast.replication.plan.Retention;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.plan.Subject;
import backup.holdfast.replication.plan.Tuning;
import backup.holdfast.restic.repository.RepositoryLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A volume, a state folder, and movers that are whatever command a test gives. */
final class LocalMoverFixture {
    static final RunOwner OWNER = new RunOwner("ReplicationSource", "media", "photos", "5f0c7a52");
    static final RunId RUN = new RunId("hf-7c1e04d2-20261120t040000");
    static final String CLAIM = "photos";

    final Path folder;
    final Path volume;
    final Path state;
    final List<RunOwner> woken = new CopyOnWriteArrayList<>();
    final List<MoverEvent> events = new CopyOnWriteArrayList<>();

    private LocalMoverFixture(Path folder) {
        this.folder = folder;
        this.volume = folder.resolve("volumes/media/photos");
        this.state = folder.resolve("state");
    }

    static LocalMoverFixture in(Path folder) throws IOException {
        LocalMoverFixture fixture = new LocalMoverFixture(folder);
        Files.createDirectories(fixture.volume);
        return fixture;
    }

    /** Movers that run this shell script, with these variables beside the usual ones. */
    LocalMoverBackend scripted(String script, Map<String, String> environment) throws IOException {
        Path file = Files.writeString(folder.resolve("mover.sh"), script);
        Map<String, String> all = new TreeMap<>(environment);
        all.put("PATH", System.getenv("PATH"));
        return backend(List.of("sh", file.toString()), all);
    }

    LocalMoverBackend backend(List<String> command, Map<String, String> environment) {
        return backend(new LocalMoverOptions(folder.resolve("volumes"), state, command, environment));
    }

    LocalMoverBackend backend(LocalMoverOptions options) {
        return new LocalMoverBackend(options, woken::add, events::add, Clock.systemUTC());
    }

    RunFolder runFolder() {
        return RunFolder.of(state, OWNER, RUN);
    }

    /** A backup into this repository, as this backend's movers would make it. */
    MoverAssignment assignment(LocalMoverBackend backend, Map<String, String> credentials, Tuning tuning) {
        Placement placement = backend.place(OWNER, CLAIM);
        RepositoryLocation location = RepositoryLocation.parse(credentials.get("RESTIC_REPOSITORY"));
        BackupPlan plan = new BackupPlan(
                RUN,
                new Subject("ReplicationSource", "media", "photos"),
                Instant.now(),
                placement.workspace(),
                new ExpectedRepository(
                        location.fingerprint(), location.withoutCredentials(), null, null, Absence.CREATE),
                new Identity(Identity.VOLSYNC_HOST, placement.recordedPath()),
                Set.of(Step.BACKUP),
                scope(List.of()),
                Retention.KEEP_EVERYTHING,
                Limits.DEFAULT,
                tuning,
                LockTerms.NONE);
        return new MoverAssignment(OWNER, CLAIM, plan, credentials, Optional.empty(), Optional.empty());
    }

    /** For movers that do not look at their plan. */
    MoverAssignment assignment(LocalMoverBackend backend) {
        return assignment(
                backend,
                Map.of("RESTIC_REPOSITORY", "/srv/restic", "RESTIC_PASSWORD", "secret-word"),
                Tuning.RESTIC_DEFAULTS);
    }

    /** One whose plan is too long for an environment variable. */
    MoverAssignment oversized(LocalMoverBackend backend) {
        BackupPlan plan = (BackupPlan) assignment(backend).plan();
        BackupPlan longer = new BackupPlan(
                plan.runId(),
                plan.subject(),
                plan.plannedAt(),
                plan.workspace(),
                plan.repository(),
                plan.identity(),
                plan.steps(),
                scope(List.of("x".repeat(70_000))),
                plan.retention(),
                plan.limits(),
                plan.tuning(),
                plan.locks());
        return new MoverAssignment(OWNER, CLAIM, longer, Map.of(), Optional.empty(), Optional.empty());
    }

    private static BackupScope scope(List<String> excludes) {
        return new BackupScope(
                excludes, List.of(), List.of(), null, TaggedCaches.KEEP, Unchanged.SNAPSHOT, PartialRead.FAIL);
    }
}
