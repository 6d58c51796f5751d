package backup.holdfast.controller.populate;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.RestoreMark;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.populate.Content;
import backup.holdfast.replication.populate.Population;
import backup.holdfast.replication.populate.Population.Failed;
import backup.holdfast.replication.populate.Population.Phase;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PopulationMemoryTest {
    private static final Instant NOW = Instant.parse("2026-11-20T04:00:00.5Z");
    private static final RunId RUN = RunId.of("uid", "", NOW, 2);
    private static final String ID = "a".repeat(64);

    private static final List<Population> POPULATIONS = List.of(
            population(Phase.SELECTING, Optional.empty(), Optional.empty(), Optional.empty()),
            population(Phase.SELECTING, Optional.of(RUN), Optional.empty(), Optional.empty()),
            population(
                    Phase.SELECTING,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(new Failed(FailureClass.UNREACHABLE, 3, NOW, "1/repo@7"))),
            population(
                    Phase.FILLING,
                    Optional.of(RUN),
                    Optional.of(new Content.Snapshot(ID, Optional.of(NOW), OptionalLong.of(5L << 30))),
                    Optional.empty()),
            population(
                    Phase.FILLING,
                    Optional.empty(),
                    Optional.of(new Content.Snapshot(ID, Optional.empty(), OptionalLong.empty())),
                    Optional.empty()),
            population(
                    Phase.FILLING,
                    Optional.empty(),
                    Optional.of(new Content.Image("photos-dest-1", Optional.of(ID))),
                    Optional.empty()),
            population(
                    Phase.FILLING,
                    Optional.empty(),
                    Optional.of(new Content.Image("photos-dest-1", Optional.empty())),
                    Optional.empty()),
            new Population(
                    Phase.FILLED,
                    Optional.empty(),
                    Optional.of(new Content.Nothing()),
                    Optional.empty(),
                    Optional.of(NOW),
                    Optional.of("pv-1"),
                    NOW));

    @ParameterizedTest
    @FieldSource("POPULATIONS")
    void shouldBeReadAsItWasWritten(Population population) {
        PersistentVolumeClaim claim = claim(PopulationMemory.mark(population).toAnnotation());

        assertThat(PopulationMemory.of(claim)).contains(population);
    }

    @ParameterizedTest
    @FieldSource("POPULATIONS")
    void shouldHoldBackupsAsAnyRestoreDoes(Population population) {
        PersistentVolumeClaim claim = claim(PopulationMemory.mark(population).toAnnotation());

        assertThat(RestoreMark.on(claim)).hasValueSatisfying(mark -> {
            assertThat(mark.phase()).isEqualTo("Populating");
            assertThat(mark.runId())
                    .isEqualTo(population.run().map(RunId::value).orElse(""));
        });
    }

    @Test
    void shouldNotTakeAnotherRestoreForItsOwn() {
        assertThat(PopulationMemory.of(claim(new RestoreMark(RUN.value(), ID, "Restoring").toAnnotation())))
                .isEmpty();
        assertThat(PopulationMemory.of(new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .endMetadata()
                        .build()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yes",
                "[]",
                "{\"population\":true}",
                "{\"population\":{}}",
                "{\"population\":{\"phase\":\"SELECTING\"}}",
                "{\"population\":{\"phase\":\"DANCING\",\"startedAt\":\"2026-11-20T04:00:00Z\"}}",
                "{\"population\":{\"phase\":\"FILLING\",\"startedAt\":\"2026-11-20T04:00:00Z\",\"from\":\"Repository\","
                        + "\"snapshotBytes\":\"much\"}}",
                "{\"runId\":\"x\",\"population\":{\"phase\":\"SELECTING\",\"startedAt\":\"2026-11-20T04:00:00Z\"}}",
                "{\"population\":{\"phase\":\"FILLING\",\"startedAt\":\"2026-11-20T04:00:00Z\",\"failureClass\":\"Locked\","
                        + "\"failures\":\"many\"}}"
            })
    void shouldBeginAnewWhereTheMarkMakesNoSense(String annotation) {
        assertThat(PopulationMemory.of(claim(annotation))).isEmpty();
    }

    private static Population population(
            Phase phase, Optional<RunId> run, Optional<Content> chosen, Optional<Failed> failed) {
        return new Population(phase, run, chosen, failed, Optional.empty(), Optional.empty(), NOW);
    }

    private static PersistentVolumeClaim claim(String mark) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName("photos")
                .addToAnnotations(HoldfastKeys.RESTORE, mark)
                .endMetadata()
                .build();
    }
}
