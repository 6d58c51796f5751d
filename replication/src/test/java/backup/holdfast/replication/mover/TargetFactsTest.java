package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.mover.TargetFacts.State;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetFactsTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "ext4, 1000, 1001, true",
        "ext4, 1000, 1000, false",
        "xfs,  1000, 1001, true",
        // These may compress, or their server may.
        "zfs,  1000, 9999, false",
        "nfs4, 1000, 9999, false",
        "btrfs,1000, 9999, false",
        "fuse.ceph, 1000, 9999, false",
        // It does not say.
        "ext4, 0, 9999, false"
    })
    void shouldCallAVolumeTooSmallOnlyWhereThatIsCertain(String fileSystem, long bytes, long data, boolean expected) {
        assertThat(new TargetFacts(directory, State.WRITABLE, fileSystem, bytes).isSmallerThan(data))
                .isEqualTo(expected);
    }

    @Test
    void shouldTellAFolderFromNone() throws IOException {
        assertThat(TargetFacts.of(directory).state()).isEqualTo(State.WRITABLE);
        assertThat(TargetFacts.of(directory).bytes()).isPositive();
        assertThat(TargetFacts.of(directory.resolve("none")).state()).isEqualTo(State.MISSING);
    }
}
