package backup.holdfast.controller.populate;

import backup.holdfast.crds.PopulationMark;
import backup.holdfast.crds.RestoreMark;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.populate.Content;
import backup.holdfast.replication.populate.Population;
import backup.holdfast.replication.populate.Population.Failed;
import backup.holdfast.replication.populate.Population.Phase;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a claim's {@link PopulationMark} remembers, in the words of the decisions, and back. Anybody can edit an annotation: one that makes
 * no sense counts as none, and the populating begins anew. Pure.
 */
final class PopulationMemory {
    /** The phase of the restore mark, for whoever reads it without knowing populators. */
    private static final String POPULATING = "Populating";

    private static final String PHASE = "phase";
    private static final String STARTED = "startedAt";
    private static final String FROM = "from";
    private static final String REPOSITORY = "Repository";
    private static final String IMAGE = "Image";
    private static final String NOTHING = "Nothing";
    private static final String IMAGE_NAME = "image";
    private static final String SNAPSHOT_TIME = "snapshotTime";
    private static final String SNAPSHOT_BYTES = "snapshotBytes";
    private static final String VOLUME = "volume";
    private static final String MISSING_SINCE = "missingSince";
    private static final String FAILURE = "failureClass";
    private static final String FAILURES = "failures";
    private static final String FAILED_AT = "failedAt";
    private static final String FAILED_INPUTS = "failedInputs";

    private PopulationMemory() {}

    static Optional<Population> of(PersistentVolumeClaim claim) {
        try {
            return PopulationMark.on(claim).map(PopulationMemory::population);
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Population population(PopulationMark mark) {
        Map<String, String> own = mark.population();
        return new Population(
                Phase.valueOf(own.getOrDefault(PHASE, "")),
                given(mark.restore().runId()).map(RunId::new),
                content(mark),
                failed(own),
                instant(own, MISSING_SINCE),
                Optional.ofNullable(own.get(VOLUME)),
                Instant.parse(own.getOrDefault(STARTED, "")));
    }

    private static Optional<Content> content(PopulationMark mark) {
        Map<String, String> own = mark.population();
        return switch (own.getOrDefault(FROM, "")) {
            case REPOSITORY ->
                Optional.of(new Content.Snapshot(
                        mark.restore().snapshotId(), instant(own, SNAPSHOT_TIME), number(own, SNAPSHOT_BYTES)));
            case IMAGE ->
                Optional.of(new Content.Image(
                        own.getOrDefault(IMAGE_NAME, ""), given(mark.restore().snapshotId())));
            case NOTHING -> Optional.of(new Content.Nothing());
            default -> Optional.empty();
        };
    }

    private static Optional<Failed> failed(Map<String, String> own) {
        return Optional.ofNullable(own.get(FAILURE))
                .map(label -> new Failed(
                        FailureClass.ofLabel(label),
                        Integer.parseInt(own.getOrDefault(FAILURES, "1")),
                        Instant.parse(own.getOrDefault(FAILED_AT, "")),
                        own.getOrDefault(FAILED_INPUTS, "")));
    }

    static PopulationMark mark(Population population) {
        Map<String, String> own = new TreeMap<>();
        own.put(PHASE, population.phase().name());
        own.put(STARTED, population.startedAt().toString());
        population.chosen().ifPresent(content -> put(own, content));
        population.volume().ifPresent(volume -> own.put(VOLUME, volume));
        population.missingSince().ifPresent(since -> own.put(MISSING_SINCE, since.toString()));
        population.failed().ifPresent(failed -> put(own, failed));
        return new PopulationMark(
                new RestoreMark(
                        population.run().map(RunId::value).orElse(""),
                        population
                                .chosen()
                                .flatMap(PopulationMemory::snapshotId)
                                .orElse(""),
                        POPULATING),
                own);
    }

    private static void put(Map<String, String> own, Content content) {
        if (content instanceof Content.Snapshot snapshot) {
            own.put(FROM, REPOSITORY);
            snapshot.time().ifPresent(time -> own.put(SNAPSHOT_TIME, time.toString()));
            snapshot.bytes().ifPresent(bytes -> own.put(SNAPSHOT_BYTES, Long.toString(bytes)));
        } else if (content instanceof Content.Image image) {
            own.put(FROM, IMAGE);
            own.put(IMAGE_NAME, image.name());
        } else {
            own.put(FROM, NOTHING);
        }
    }

    private static void put(Map<String, String> own, Failed failed) {
        own.put(FAILURE, failed.failure().label());
        own.put(FAILURES, Integer.toString(failed.count()));
        own.put(FAILED_AT, failed.at().toString());
        own.put(FAILED_INPUTS, failed.inputs());
    }

    private static Optional<String> snapshotId(Content content) {
        if (content instanceof Content.Snapshot snapshot) {
            return Optional.of(snapshot.id());
        }
        return content instanceof Content.Image image ? image.snapshotId() : Optional.empty();
    }

    private static Optional<Instant> instant(Map<String, String> own, String name) {
        return Optional.ofNullable(own.get(name)).map(Instant::parse);
    }

    private static OptionalLong number(Map<String, String> own, String name) {
        String text = own.get(name);
        return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }

    private static Optional<String> given(String text) {
        return Optional.of(text).filter(it -> !it.isEmpty());
    }
}
