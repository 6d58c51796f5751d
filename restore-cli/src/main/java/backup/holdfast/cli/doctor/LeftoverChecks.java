package backup.holdfast.cli.doctor;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.app.Kind;
import backup.holdfast.cli.app.Seen;
import backup.holdfast.cli.cluster.ApiObjects;
import backup.holdfast.cli.cluster.ClaimLeases;
import backup.holdfast.cli.cluster.ClaimLeases.Sign;
import backup.holdfast.cli.cluster.Cluster;
import backup.holdfast.cli.cluster.RunStore;
import backup.holdfast.cli.cluster.Scope;
import backup.holdfast.cli.run.Item;
import backup.holdfast.cli.run.RunRecord;
import backup.holdfast.cli.term.Words;
import backup.holdfast.crds.LookRequest;
import backup.holdfast.crds.RestoreMark;
import backup.holdfast.crds.volsync.ReplicationSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What restores have left behind: runs nobody ended, and what is held for runs that are over. */
public final class LeftoverChecks {
    private final ApiObjects objects;
    private final Cluster cluster;
    private final RunStore runs;
    private final ClaimLeases leases;
    private final Scope scope;
    private final Instant now;

    public LeftoverChecks(
            ApiObjects objects, Cluster cluster, RunStore runs, ClaimLeases leases, Scope scope, Instant now) {
        this.objects = requireNonNull(objects, "objects is null");
        this.cluster = requireNonNull(cluster, "cluster is null");
        this.runs = requireNonNull(runs, "runs is null");
        this.leases = requireNonNull(leases, "leases is null");
        this.scope = requireNonNull(scope, "scope is null");
        this.now = requireNonNull(now, "now is null");
    }

    public List<Finding> look(List<ReplicationSource> sources) {
        List<Finding> found = new ArrayList<>();
        found.addAll(Check.of("restores", this::openRuns));
        found.addAll(Check.of("what is held", this::held));
        found.addAll(marks());
        found.addAll(questions(sources));
        return found.isEmpty() ? List.of(Finding.good("leftovers", "none")) : found;
    }

    private List<Finding> openRuns() {
        return runs.list(scope).stream()
                .filter(RunRecord::isOpen)
                .flatMap(run -> abandoned(run).stream())
                .toList();
    }

    private Optional<Finding> abandoned(RunRecord run) {
        List<String> claims = run.items().stream().map(Item::claim).toList();
        boolean atWork = leases.life(run.namespace(), claims, run.id())
                .filter(life -> life.sign() == Sign.AT_WORK)
                .isPresent();
        return atWork
                ? Optional.empty()
                : Optional.of(Finding.wrong(
                        "run " + run.id(),
                        "a restore of " + String.join(", ", claims) + " in namespace " + run.namespace()
                                + " was begun " + Words.relative(Instant.parse(run.startedAt()), now)
                                + " and left unfinished",
                        "`restore continue " + run.id() + " -n " + run.namespace() + "` or `restore rollback "
                                + run.id() + " -n " + run.namespace() + "`."));
    }

    /** By a run that is over, or of which nothing is known any more. */
    private List<Finding> held() {
        Set<String> open = runs.list(scope).stream()
                .filter(RunRecord::isOpen)
                .map(RunRecord::id)
                .collect(Collectors.toSet());
        List<Finding> found = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            if (kind.handle().isEmpty()) {
                continue;
            }
            List<Seen> seen = scope.namespace()
                    .map(namespace -> objects.list(kind, namespace))
                    .orElseGet(() -> objects.listEverywhere(kind));
            for (Seen one : seen) {
                String holder = kind.handle().get().holder(one.object());
                if (!holder.isEmpty() && !open.contains(holder)) {
                    found.add(Finding.wrong(
                            one.ref().toString(),
                            "it is held for run " + holder + ", which is over or forgotten",
                            "Give it back by hand what it had, and remove its annotation "
                                    + kind.handle().get().mark() + "."));
                }
            }
        }
        return found;
    }

    private List<Finding> marks() {
        Map<String, RestoreMark> marks = cluster.marks(scope);
        return marks.entrySet().stream()
                .map(
                        entry -> Finding.remark(
                                "PersistentVolumeClaim " + entry.getKey(),
                                "a restore into it is under way or ended badly (run "
                                        + entry.getValue().runId() + ", phase "
                                        + entry.getValue().phase() + "): no backup is made of it",
                                "If nothing restores any more: restore it again, or remove annotation holdfast.backup/restore if it is good."))
                .toList();
    }

    private List<Finding> questions(List<ReplicationSource> sources) {
        return sources.stream()
                .flatMap(source -> LookRequest.on(source).stream()
                        .filter(request -> !request.isCurrent(now))
                        .map(request -> Finding.remark(
                                source.getMetadata().getNamespace() + "/"
                                        + source.getMetadata().getName(),
                                "an old question was left on it",
                                "kubectl annotate replicationsource -n "
                                        + source.getMetadata().getNamespace() + " "
                                        + source.getMetadata().getName() + " " + request.key() + "-")))
                .toList();
    }
}
