package backup.holdfast.cli.look;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.cluster.RepositoryAccess;
import backup.holdfast.cli.repository.LocalRestic;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ResticSource;
import backup.holdfast.replication.mover.LookSink;
import backup.holdfast.replication.plan.ExpectedRepository;
import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.Limits;
import backup.holdfast.replication.plan.LockTerms;
import backup.holdfast.replication.plan.LockTerms.AtStart;
import backup.holdfast.replication.plan.LookPlan;
import backup.holdfast.replication.plan.LookQuestion;
import backup.holdfast.replication.plan.LookQuestion.Kind;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.plan.Subject;
import backup.holdfast.replication.plan.Tuning;
import backup.holdfast.replication.plan.Workspace;
import backup.holdfast.restic.process.Cancellation;
import backup.holdfast.restic.repository.RepositoryLocation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** restic on this machine answers, with the keys of the source's Secret, by the code a mover runs. */
public final class LocalLooking implements Looking {
    private final RepositoryAccess access;
    private final LocalRestic restic;
    private final Clock clock;

    public LocalLooking(RepositoryAccess access, LocalRestic restic, Clock clock) {
        this.access = requireNonNull(access, "access is null");
        this.restic = requireNonNull(restic, "restic is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    public void ask(ReplicationSource source, LookQuestion question, LookSink sink) {
        ResticSource section = source.getSpec().restic();
        if (section == null) {
            throw new StopException(
                    ExitCode.REFUSED,
                    source.getMetadata().getName() + " is not backed up with restic",
                    "Its spec names another method; use that one's tools.");
        }
        String namespace = source.getMetadata().getNamespace();
        Map<String, String> environment = access.environment(namespace, section);
        RepositoryLocation location = restic.location(environment);
        LocalRestic.trusting(
                access.certificate(namespace, section),
                certificate -> restic.executor(clock)
                        .answering(plan -> sink)
                        .execute(
                                plan(source, question, location, certificate),
                                restic.whole(environment),
                                new Cancellation()));
    }

    private LookPlan plan(
            ReplicationSource source, LookQuestion question, RepositoryLocation location, Optional<Path> certificate) {
        Instant now = clock.instant();
        return new LookPlan(
                RunId.of(source.getMetadata().getUid(), "look here", now, 1),
                new Subject(
                        source.getKind(),
                        source.getMetadata().getNamespace(),
                        source.getMetadata().getName()),
                now,
                new Workspace(restic.resticCache(), restic.resticCache(), certificate.orElse(null)),
                new ExpectedRepository(location.fingerprint(), location.withoutCredentials(), null, null, Absence.FAIL),
                question,
                null,
                Limits.DEFAULT,
                Tuning.RESTIC_DEFAULTS,
                // Who is proven dead stands in the status of many objects, and which of them count is the controller's
                // to know: by
                // age alone nothing that lives is removed.
                new LockTerms(List.of(), question.kind() == Kind.UNLOCK ? AtStart.REMOVE_STALE : AtStart.NOTHING));
    }
}
