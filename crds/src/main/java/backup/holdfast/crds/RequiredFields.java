package backup.holdfast.crds;

import java.util.List;

/**
 * The fields of a kind without which data could be lost. Definitions of VolSync, and older ones of ours, drop what they don't know
 * without a word, from what is written and from what is read. Paths are those of the definition: {@code spec.restic.acceptChange}.
 *
 * @param memory of the status: without them it is forgotten that a run is under way, which repository held history, which consent
 *     was used
 * @param safety of the spec: without them something else is done than was asked for
 */
public record RequiredFields(List<String> memory, List<String> safety) {

    /**
     * The value of the annotation {@link HoldfastKeys#SCHEMA} of our definitions, for people to read. To be raised when a field is
     * added here.
     */
    public static final int SCHEMA = 1;

    private static final RequiredFields OF_SOURCES = new RequiredFields(
            List.of(
                    "status.run",
                    "status.endedRuns",
                    "status.lastRun",
                    "status.lastSlot",
                    "status.maintenance",
                    "status.consecutiveFailures",
                    "status.lastHandledRequest",
                    "status.restic.repository.firstSnapshotSeen",
                    "status.restic.handledCreateRepository",
                    "status.restic.acceptedChange"),
            List.of(
                    "spec.restic.identity.host",
                    "spec.restic.acceptChange",
                    "spec.restic.createRepository",
                    "spec.restic.onPartialRead"));

    private static final RequiredFields OF_DESTINATIONS = new RequiredFields(
            List.of(
                    "status.run",
                    "status.run.claim",
                    "status.run.phase",
                    "status.selectedSnapshot",
                    "status.endedRuns",
                    "status.lastRun",
                    "status.lastSlot",
                    "status.consecutiveFailures",
                    "status.lastHandledRequest"),
            List.of(
                    "spec.restic.snapshotId",
                    "spec.restic.identity.host",
                    "spec.restic.include",
                    "spec.restic.overwrite",
                    "spec.restic.onMissingSnapshot",
                    "spec.restic.populateFrom"));

    public RequiredFields {
        memory = List.copyOf(memory);
        safety = List.copyOf(safety);
    }

    /** Those of ReplicationSource or ReplicationDestination. */
    public static RequiredFields of(String kind) {
        return switch (kind) {
            case "ReplicationSource" -> OF_SOURCES;
            case "ReplicationDestination" -> OF_DESTINATIONS;
            default -> throw new IllegalArgumentException(kind + " is no kind with required fields");
        };
    }
}
