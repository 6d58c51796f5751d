package backup.holdfast.cli;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.app.Survey;
import backup.holdfast.cli.catalog.Catalog;
import backup.holdfast.cli.catalog.Catalog.Extent;
import backup.holdfast.cli.cluster.ApiObjects;
import backup.holdfast.cli.cluster.Cluster;
import backup.holdfast.cli.cluster.Destinations;
import backup.holdfast.cli.cluster.Destinations.Offer;
import backup.holdfast.cli.run.Course;
import backup.holdfast.cli.run.DestinationSpec;
import backup.holdfast.cli.run.DestinationSpec.ExtraFiles;
import backup.holdfast.cli.run.DestinationSpec.Safety;
import backup.holdfast.cli.run.Item;
import backup.holdfast.cli.run.RunId;
import backup.holdfast.cli.run.RunRecord;
import backup.holdfast.cli.run.SafetyReturn;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.cli.term.Words;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.snapshot.RestorePoint;
import backup.holdfast.replication.snapshot.Selection;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import backup.holdfast.replication.snapshot.SnapshotSelector;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/** Makes the plan of a restore out of what there is. Changes nothing. */
final class RestorePlanner {
    private final KubernetesClient client;
    private final ApiObjects objects;
    private final Clock clock;

    RestorePlanner(KubernetesClient client, Clock clock) {
        this.client = requireNonNull(client, "client is null");
        this.objects = new ApiObjects(client);
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * What somebody asked for.
     *
     * @param beside the name of the claim to make; in place where there is none
     * @param catalog where the snapshots of a source are known from
     */
    record Request(
            String namespace,
            List<String> names,
            RestorePoint point,
            List<String> paths,
            ExtraFiles extraFiles,
            Optional<String> beside,
            Safety safety,
            String by,
            Function<ReplicationSource, Catalog> catalog) {}

    /**
     * A plan, and what a person has to know before it is carried out.
     *
     * @param refusals why it must not be; nothing may be changed while there is one
     */
    record Planned(RunRecord record, List<String> lines, List<String> refusals) {}

    Planned plan(Request request) {
        Instant now = clock.instant();
        String id = RunId.of(now, ThreadLocalRandom.current().nextInt());
        List<String> lines = new ArrayList<>();
        List<Item> items = new ArrayList<>();
        List<String> claims = new ArrayList<>();
        ObjectNode newClaim = JsonNodeFactory.instance.objectNode();
        for (String name : request.names()) {
            ReplicationSource source = new Cluster(client).sourceOf(request.namespace(), name);
            String of = claim(source);
            JsonNode volume = volume(request.namespace(), of, source);
            String target = request.beside().orElse(of);
            Chosen chosen = choose(source, request, now);
            lines.add("Restore " + request.namespace() + "/" + target
                    + request.beside().map(it -> " (new, like " + of + ")").orElse("") + " from source "
                    + source.getMetadata().getName() + ": " + chosen.words());
            JsonNode section = client.getKubernetesSerialization()
                    .convertValue(source.getSpec().restic(), JsonNode.class);
            String destination = id + "-" + (items.size() + 1);
            items.add(new Item(
                    target,
                    source.getMetadata().getName(),
                    destination,
                    DestinationSpec.of(
                            section,
                            Catalog.identityOf(source),
                            target,
                            id,
                            chosen.point(),
                            request.paths(),
                            request.extraFiles(),
                            request.beside().isPresent() ? Safety.NEVER : request.safety()),
                    chosen.words(),
                    null));
            claims.add(target);
            newClaim.set("spec", like(volume));
        }
        if (claims.stream().distinct().count() < claims.size()) {
            throw new StopException(
                    ExitCode.USAGE, "a claim is named twice: " + String.join(", ", claims), "Name each once.");
        }
        return request.beside().isPresent()
                ? beside(request, id, now, items, newClaim, lines)
                : inPlace(request, id, now, items, claims, lines);
    }

    private Planned inPlace(
            Request request, String id, Instant now, List<Item> items, List<String> claims, List<String> lines) {
        Survey survey = Survey.of(objects, request.namespace(), claims);
        describe(survey, lines);
        lines.add(
                request.paths().isEmpty()
                        ? "What is in the volume now is overwritten"
                                + (request.extraFiles() == ExtraFiles.DELETE
                                        ? ", and files that the snapshot does not have are deleted."
                                        : "; files that the snapshot does not have stay (--delete-extra deletes them).")
                        : "Only " + String.join(", ", request.paths()) + " is overwritten.");
        lines.add(
                request.safety() == Safety.REQUIRED && new Destinations(client).safetyOffer() == Offer.MADE
                        ? "A copy of what is there now is made first, and kept for 7 days: restore rollback " + id
                                + " -n " + request.namespace() + " brings it back."
                        : "No copy is made of what is there now: what differs from the snapshot is lost.");
        RunRecord record = RunRecord.begin(
                id,
                request.namespace(),
                now,
                request.by(),
                items,
                Course.forward(survey.takes(), items),
                survey.before());
        return new Planned(record, lines, survey.refusals());
    }

    /** The plan that undoes a run that has ended: its copies of what was there before, by the same way. */
    Planned takeBack(RunRecord ended, String by) {
        Instant now = clock.instant();
        String id = RunId.of(now, ThreadLocalRandom.current().nextInt());
        List<String> unsaved = ended.items().stream()
                .filter(it -> it.safety() == null)
                .map(Item::claim)
                .toList();
        if (!unsaved.isEmpty()) {
            throw new StopException(
                    ExitCode.REFUSED,
                    "run " + ended.id() + " has ended, and there is no copy of what was in "
                            + String.join(", ", unsaved) + " before",
                    "`restore pvc` restores another snapshot.");
        }
        List<Item> items = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (Item item : ended.items()) {
            items.add(SafetyReturn.of(item, id, id + "-" + (items.size() + 1)));
            lines.add("Restore " + ended.namespace() + "/" + item.claim() + ": as it was before run " + ended.id());
        }
        Survey survey = Survey.of(
                objects, ended.namespace(), items.stream().map(Item::claim).toList());
        describe(survey, lines);
        lines.add("What is in the volume now is overwritten, and files that it did not have then are deleted.");
        RunRecord record = RunRecord.begin(
                id, ended.namespace(), now, by, items, Course.forward(survey.takes(), items), survey.before());
        return new Planned(record, lines, survey.refusals());
    }

    private static void describe(Survey survey, List<String> lines) {
        survey.takes().forEach(take -> {
            JsonNode before = survey.before().getOrDefault(RunRecord.key(take.object()), NullNode.getInstance());
            lines.add("  " + capital(take.describe()) + PlanWords.change(take.handle(), before));
        });
    }

    private Planned beside(
            Request request, String id, Instant now, List<Item> items, ObjectNode claim, List<String> lines) {
        lines.add("Nothing is stopped or suspended.");
        RunRecord record = RunRecord.begin(
                id, request.namespace(), now, request.by(), items, Course.beside(items.get(0), claim), Map.of());
        boolean taken = objects.claim(request.namespace(), items.get(0).claim()).isPresent();
        return new Planned(
                record,
                lines,
                taken
                        ? List.of("there is a claim " + items.get(0).claim() + " already: choose another name")
                        : List.of());
    }

    private static String claim(ReplicationSource source) {
        String claim = source.getSpec().sourcePVC();
        if (claim == null || source.getSpec().restic() == null) {
            throw new StopException(
                    ExitCode.REFUSED,
                    "source " + source.getMetadata().getName() + " does not back a claim up with restic",
                    "Its spec names another method; use that one's tools.");
        }
        return claim;
    }

    private JsonNode volume(String namespace, String claim, ReplicationSource source) {
        JsonNode volume = objects.claim(namespace, claim)
                .orElseThrow(() -> new StopException(
                        ExitCode.NOT_FOUND,
                        "the claim " + claim + " of source "
                                + source.getMetadata().getName() + " does not exist",
                        "Create it first, from Git; with a dataSourceRef it is filled by itself: docs/populator.md."));
        if ("Block".equals(volume.path("spec").path("volumeMode").asText())) {
            throw new StopException(
                    ExitCode.REFUSED, "the claim " + claim + " is a block device", "restic restores files only.");
        }
        return volume;
    }

    /** A claim of the same kind and size, and empty. */
    private static ObjectNode like(JsonNode volume) {
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        for (String field : List.of("accessModes", "storageClassName", "volumeMode", "resources")) {
            if (volume.path("spec").has(field)) {
                spec.set(field, volume.path("spec").get(field));
            }
        }
        return spec;
    }

    private record Chosen(RestorePoint point, String words) {}

    private Chosen choose(ReplicationSource source, Request request, Instant now) {
        Catalog catalog = request.catalog().apply(source);
        Selection selection = new SnapshotSelector(catalog.identity()).select(catalog.snapshots(), request.point());
        boolean sure = catalog.extent() == Extent.COMPLETE || request.point() instanceof RestorePoint.Latest;
        if (sure && selection instanceof Selection.Chosen chosen) {
            return new Chosen(
                    new RestorePoint.ById(chosen.snapshot().id()),
                    words(chosen.snapshot(), now)
                            + (catalog.extent() == Extent.COMPLETE
                                    ? ": " + chosen.explanation()
                                    : ": the newest, as the last backup said"));
        }
        if (catalog.extent() == Extent.COMPLETE) {
            throw new StopException(
                    ExitCode.NOT_FOUND,
                    source.getMetadata().getName() + ": " + selection.explanation(),
                    "`restore list " + source.getMetadata().getName() + " --local` shows what there is.");
        }
        // The mover that restores can list what we can't reach, and chooses by the same rules.
        return new Chosen(
                request.point(), PointOptions.describe(request.point()) + ", looked up when the restore begins");
    }

    private static String words(SnapshotInfo snapshot, Instant now) {
        return snapshot.shortId() + " of " + snapshot.instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                + " ("
                + Words.relative(snapshot.instant(), now) + ")"
                + snapshot.size()
                        .map(size -> ", " + Words.count(size.files(), "file") + ", " + Words.bytes(size.bytes()))
                        .orElse("");
    }

    private static String capital(String text) {
        return Objects.requireNonNull(text.substring(0, 1).toUpperCase(java.util.Locale.ROOT)) + text.substring(1);
    }
}
