package backup.holdfast.crds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarksTest {

    private static final HasMetadata BARE = new PersistentVolumeClaimBuilder()
            .withNewMetadata()
            .withName("bare")
            .endMetadata()
            .build();
    private static final ReplicaMemory MEMORY =
            new ReplicaMemory(3, "0d1e", "nas", Instant.parse("2026-11-20T04:00:00.5Z"));

    @Test
    void shouldFindNoMarksOnABareObject() {
        assertThat(Hold.on(BARE)).isEmpty();
        assertThat(RestoreMark.on(BARE)).isEmpty();
        assertThat(ReplicaMemory.on(BARE)).isEqualTo(new ReplicaMemory.Nothing());
    }

    @Test
    void shouldHoldWhoeverSetTheMark() {
        assertThat(Hold.on(with(HoldfastKeys.HOLD, " hf-1 \n"))).contains(new Hold("hf-1"));
        assertThat(Hold.on(with(HoldfastKeys.HOLD, ""))).contains(new Hold(""));
    }

    @Test
    void shouldReadTheRestoreMarkItWrote() {
        RestoreMark mark = new RestoreMark("hf-1", "4bba301e", "Filling");

        assertThat(mark.toAnnotation())
                .isEqualTo("{\"runId\":\"hf-1\",\"snapshotId\":\"4bba301e\",\"phase\":\"Filling\"}");
        assertThat(RestoreMark.on(with(HoldfastKeys.RESTORE, mark.toAnnotation())))
                .contains(mark);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yes", "[1]", "null", "{", "{} {}"})
    void shouldTakeASpoiltRestoreMarkForAMark(String annotation) {
        assertThat(RestoreMark.on(with(HoldfastKeys.RESTORE, annotation)))
                .isEqualTo(Optional.of(RestoreMark.UNREADABLE));
    }

    @Test
    void shouldReadTheReplicasItRemembered() {
        assertThat(MEMORY.toAnnotation())
                .isEqualTo(
                        "{\"replicas\":3,\"uid\":\"0d1e\",\"scaler\":\"nas\",\"time\":\"2026-11-20T04:00:00.500Z\"}");
        assertThat(ReplicaMemory.on(with(HoldfastKeys.NFS_SCALED, MEMORY.toAnnotation())))
                .isEqualTo(new ReplicaMemory.Remembered(MEMORY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3",
                "{}",
                "{\"replicas\":\"3\",\"uid\":\"u\",\"scaler\":\"s\",\"time\":\"2026-11-20T04:00:00Z\"}",
                "{\"replicas\":-1,\"uid\":\"u\",\"scaler\":\"s\",\"time\":\"2026-11-20T04:00:00Z\"}",
                "{\"replicas\":3,\"scaler\":\"s\",\"time\":\"2026-11-20T04:00:00Z\"}",
                "{\"replicas\":3,\"uid\":\"u\",\"scaler\":\"s\",\"time\":\"yesterday\"}",
            })
    void shouldGuessNoReplicasFromASpoiltMemory(String annotation) {
        assertThat(ReplicaMemory.on(with(HoldfastKeys.NFS_SCALED, annotation)))
                .isEqualTo(new ReplicaMemory.Unreadable(annotation));
    }

    @Test
    void shouldRememberNoNegativeReplicas() {
        assertThatThrownBy(() -> new ReplicaMemory(-1, "u", "s", Instant.EPOCH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("replicas is negative: -1");
    }

    private static HasMetadata with(String annotation, String value) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .addToAnnotations(annotation, value)
                .endMetadata()
                .build();
    }
}
