package backup.holdfast.restic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InspectionFileTest {
    @TempDir
    Path folder;

    private Path program;
    private InspectionFile memory;

    @BeforeEach
    void create() throws IOException {
        program = Files.writeString(folder.resolve("restic"), "program");
        memory = new InspectionFile(folder.resolve("cache/holdfast/restic"));
    }

    @Test
    void shouldRecallWhatItKept() {
        ResticBinary restic = binary("0.19.1", "device-id-for-hardlinks", "explicit-s3-anonymous-auth");

        memory.keep(identity(), restic);

        assertThat(memory.recall(identity())).contains(restic);
    }

    @Test
    void shouldRecallABinaryWithoutFeatures() {
        ResticBinary restic = binary("0.17.1");

        memory.keep(identity(), restic);

        assertThat(memory.recall(identity())).contains(restic);
    }

    @Test
    void shouldNotTakeAnotherFileForTheOneItKnows() throws IOException {
        memory.keep(identity(), binary("0.19.1"));
        var times = Files.getLastModifiedTime(program);

        Path other = Files.writeString(folder.resolve("other"), "progrem");
        Files.setLastModifiedTime(other, times);
        Files.move(other, program, StandardCopyOption.REPLACE_EXISTING);

        assertThat(Files.size(program)).isEqualTo(7);
        assertThat(Files.getLastModifiedTime(program)).isEqualTo(times);
        assertThat(memory.recall(identity())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n\n", "garbage", "\0\0\0"})
    void shouldRecallNothingFromAFileItCannotRead(String text) throws IOException {
        memory.keep(identity(), binary("0.19.1"));
        Files.writeString(folder.resolve("cache/holdfast/restic"), text);

        assertThat(memory.recall(identity())).isEmpty();
    }

    @Test
    void shouldGoWithoutWhereNothingCanBeKept() throws IOException {
        Files.writeString(folder.resolve("cache"), "a file where a folder should be");

        memory.keep(identity(), binary("0.19.1"));

        assertThat(memory.recall(identity())).isEmpty();
    }

    private FileIdentity identity() {
        return FileIdentity.of(program).orElseThrow();
    }

    private ResticBinary binary(String version, String... features) {
        return new ResticBinary(program, ResticVersion.parse(version).orElseThrow(), new TreeSet<>(Set.of(features)));
    }
}
