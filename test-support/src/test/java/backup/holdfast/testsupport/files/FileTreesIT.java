package backup.holdfast.testsupport.files;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.testsupport.tools.ResticSeries;
import backup.holdfast.testsupport.tools.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** restic itself keeps everything that is built and compared: a difference that shows up elsewhere is not the fixture's fault. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "needs owners, modes and links")
class FileTreesIT {

    @TempDir
    private Path temp;

    @Test
    void shouldComeBackFromResticWithoutADifference() throws Exception {
        Path source = temp.resolve("source");
        FileTrees.awkward(source);
        TreeSnapshot before = TreeSnapshot.of(source);

        restic(source, "init");
        restic(source, "backup", ".");
        FileTrees.delete(source);
        Files.createDirectory(source);
        restic(source, "restore", "latest", "--sparse", "--target", source.toString());

        assertThat(before.diff(TreeSnapshot.of(source)).lines()).isEmpty();
    }

    private void restic(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Tools.require(Tools.restic(ResticSeries.ANY)).toString(), "--no-cache", "--quiet"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.redirectOutput(temp.resolve("restic.out").toFile());
        builder.environment()
                .putAll(Map.of(
                        "RESTIC_REPOSITORY", temp.resolve("repository").toString(), "RESTIC_PASSWORD", "secret"));
        assertThat(builder.start().waitFor()).isZero();
    }
}
