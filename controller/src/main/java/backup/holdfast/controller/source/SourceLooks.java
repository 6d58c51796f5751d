package backup.holdfast.controller.source;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.mover.MoverAssignment;
import backup.holdfast.controller.mover.MoverBackend;
import backup.holdfast.controller.mover.MoverBackend.MoverRefusedException;
import backup.holdfast.controller.mover.MoverPod;
import backup.holdfast.controller.mover.Placement;
import backup.holdfast.controller.resolver.References;
import backup.holdfast.controller.resolver.RepositorySecret;
import backup.holdfast.controller.sync.RestoreTargets;
import backup.holdfast.crds.LookRequest;
import backup.holdfast.crds.event.EventPublisher;
import backup.holdfast.crds.event.EventPublisher.Kind;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.RepositoryStatus;
import backup.holdfast.replication.plan.ExpectedRepository;
import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.Limits;
import backup.holdfast.replication.plan.LockTerms;
import backup.holdfast.replication.plan.LockTerms.AtStart;
import backup.holdfast.replication.plan.LookPlan;
import backup.holdfast.replication.plan.LookQuestion;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.plan.Subject;
import backup.holdfast.replication.state.Readiness.NotReady;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Has movers answer questions about a source's repository, asked by annotations. They are no runs: nothing waits for them, the status knows
 * nothing of them, and their Jobs are forgotten by the cluster itself.
 */
public final class SourceLooks {
    /** Nobody sits at a terminal for longer. */
    private static final Duration DEADLINE = Duration.ofMinutes(30);

    /** People ask one after another: more at once is a mistake in somebody's script. */
    private static final int AT_ONCE = 5;

    private final MoverBackend movers;
    private final References references;
    private final Tenants tenants;
    private final RestoreTargets restores;
    private final EventPublisher events;

    /** Until when a question is valid that was answered: each is looked at once, for as long as we live. */
    private final Map<RunId, Instant> answered = new ConcurrentHashMap<>();

    public SourceLooks(
            MoverBackend movers,
            References references,
            Tenants tenants,
            RestoreTargets restores,
            EventPublisher events) {
        this.movers = requireNonNull(movers, "movers is null");
        this.references = requireNonNull(references, "references is null");
        this.tenants = requireNonNull(tenants, "tenants is null");
        this.restores = requireNonNull(restores, "restores is null");
        this.events = requireNonNull(events, "events is null");
    }

    /** Starts a mover for each question that has none yet. Costs nothing where nobody asks. */
    void answer(SourceView view, Instant now) {
        List<LookRequest> asked = LookRequest.on(view.source());
        if (asked.isEmpty()) {
            return;
        }
        answered.values().removeIf(until -> until.isBefore(now));
        asked.stream()
                .filter(request -> !answered.containsKey(run(view.source(), request)))
                .limit(AT_ONCE)
                .forEach(request -> answer(view, request, now));
    }

    private void answer(SourceView view, LookRequest request, Instant now) {
        answered.put(run(view.source(), request), now.plus(LookRequest.VALID_FOR.multipliedBy(2)));
        if (!request.isCurrent(now)) {
            refuse(
                    view.source(),
                    request,
                    "it was asked at " + request.at() + ", and here it is " + now
                            + ": check the clocks, or remove the annotation " + request.key());
            return;
        }
        try {
            start(view, request, now);
        } catch (MoverRefusedException | IllegalArgumentException e) {
            refuse(view.source(), request, String.valueOf(e.getMessage()));
        }
    }

    private void start(SourceView view, LookRequest request, Instant now) {
        if (view.specReadiness() instanceof NotReady notReady) {
            refuse(view.source(), request, notReady.detail());
            return;
        }
        SourceSettings settings = view.settings().orElseThrow();
        SourceReferences found = SourceReferences.lookUp(view.source(), settings, references);
        if (!(found.secret() instanceof RepositorySecret.Usable secret)) {
            refuse(view.source(), request, obstacle(found));
            return;
        }
        movers.look(new MoverAssignment(
                view.owner(),
                settings.claimName(),
                plan(view, request, settings, found, secret, now),
                secret.environment(),
                found.certificate(),
                Optional.of(new MoverPod(
                        secret.name(), requireNonNull(view.source().getSpec().restic())))));
    }

    private static String obstacle(SourceReferences found) {
        return found.readiness() instanceof NotReady notReady ? notReady.detail() : "its repository can't be opened";
    }

    private LookPlan plan(
            SourceView view,
            LookRequest request,
            SourceSettings settings,
            SourceReferences found,
            RepositorySecret.Usable secret,
            Instant now) {
        ReplicationSource source = view.source();
        Placement plain = movers.place(view.owner(), settings.claimName());
        Placement placement = found.certificate()
                .map(certificate -> plain.trusting(movers.caCertificate(view.owner())))
                .orElse(plain);
        LookQuestion question = question(request);
        String fingerprint = secret.location().fingerprint();
        RepositoryStatus known = source.getStatus().restic().repository();
        return new LookPlan(
                run(source, request),
                new Subject(
                        source.getKind(),
                        source.getMetadata().getNamespace(),
                        source.getMetadata().getName()),
                now,
                placement.workspace(),
                new ExpectedRepository(
                        fingerprint,
                        secret.location().withoutCredentials(),
                        known == null || !fingerprint.equals(known.fingerprint()) ? null : known.id(),
                        known == null ? null : known.url(),
                        Absence.FAIL),
                question,
                request.recipient(),
                new Limits(DEADLINE, Limits.DEFAULT.noProgress()),
                settings.tuning(),
                new LockTerms(
                        tenants.endedRuns(source, fingerprint, restores.statuses()),
                        question.kind() == LookQuestion.Kind.UNLOCK ? AtStart.REMOVE_STALE : AtStart.NOTHING));
    }

    /** @throws IllegalArgumentException for a question that nobody here understands */
    private static LookQuestion question(LookRequest request) {
        return new LookQuestion(LookQuestion.Kind.valueOf(request.question()), request.snapshot(), request.path());
    }

    private static RunId run(ReplicationSource source, LookRequest request) {
        return LookPlan.runId(source.getMetadata().getUid(), request.token(), request.at());
    }

    /** Whoever asks hears of it by the token. */
    private void refuse(ReplicationSource source, LookRequest request, String why) {
        events.publish(source, Kind.WARNING, "LookRefused", "Look", "Question " + request.token() + ": " + why);
    }
}
