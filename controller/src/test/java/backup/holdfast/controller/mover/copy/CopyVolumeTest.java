package backup.holdfast.controller.mover.copy;

import static backup.holdfast.controller.mover.copy.CopySamples.restic;
import static backup.holdfast.controller.mover.copy.CopySamples.snapshot;
import static backup.holdfast.controller.mover.copy.CopySamples.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CopyVolumeTest {

    /** The copied volume has 5Gi and asked for 3Gi. */
    @ParameterizedTest
    @CsvSource({
        "'{}', '{}', 5Gi",
        "'{}', '{restoreSize: 4Gi}', 4Gi",
        "'{}', '{restoreSize: \"0\"}', 5Gi",
        "'{capacity: 8Gi}', '{restoreSize: 4Gi}', 8Gi",
        "'{capacity: 2Gi}', '{restoreSize: 4Gi}', 4Gi",
        "'{capacity: 2Gi}', '{}', 2Gi",
        // By size, not by their text.
        "'{capacity: 900Mi}', '{restoreSize: 1Gi}', 1Gi",
    })
    void shouldSizeWhatASnapshotIsPutInto(String restic, String status, String size) {
        assertThat(new CopyVolume(restic(restic), source(), snapshot("a", status)).size())
                .hasToString(size);
    }

    @ParameterizedTest
    @CsvSource({"'{}', 5Gi", "'{capacity: 8Gi}', 8Gi", "'{capacity: 2Gi}', 5Gi"})
    void shouldSizeAClone(String restic, String size) {
        assertThat(new CopyVolume(restic(restic), source(), null).size()).hasToString(size);
    }

    @Test
    void shouldTakeTheRequestWhereNobodyKnowsTheCapacity() {
        PersistentVolumeClaim source = source();
        source.getStatus().setCapacity(null);

        assertThat(new CopyVolume(restic("{}"), source, null).size()).hasToString("3Gi");
    }

    @Test
    void shouldBeAsTheSpecSaysElseAsTheVolume() {
        CopyVolume plain = new CopyVolume(restic("{}"), source(), null);
        CopyVolume written =
                new CopyVolume(restic("{storageClassName: shallow, accessModes: [ReadOnlyMany]}"), source(), null);

        assertThat(plain.storageClass()).isEqualTo("fast");
        assertThat(plain.accessModes()).containsExactly("ReadWriteOnce");
        assertThat(written.storageClass()).isEqualTo("shallow");
        assertThat(written.accessModes()).containsExactly("ReadOnlyMany");
    }
}
