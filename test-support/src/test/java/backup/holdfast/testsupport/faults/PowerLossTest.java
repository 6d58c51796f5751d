package backup.holdfast.testsupport.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PowerLossTest {
    private static final byte[] CONTENT = new byte[1000];

    static {
        Arrays.fill(CONTENT, (byte) 7);
    }

    @TempDir
    Path folder;

    @Test
    void shouldHurtSomeOfWhatWasWrittenLastInEachOfItsWays() throws IOException {
        for (int i = 0; i < 60; i++) {
            Files.write(folder.resolve("file-" + i), CONTENT);
        }

        new PowerLoss(new Random(1)).strike(folder);

        int whole = 0;
        int gone = 0;
        int empty = 0;
        int cut = 0;
        int zeros = 0;
        for (int i = 0; i < 60; i++) {
            Path file = folder.resolve("file-" + i);
            if (Files.notExists(file)) {
                gone++;
                continue;
            }
            byte[] left = Files.readAllBytes(file);
            if (left.length == 0) {
                empty++;
            } else if (left.length < CONTENT.length) {
                cut++;
            } else if (left[CONTENT.length - 1] == 0) {
                zeros++;
            } else {
                assertThat(left).isEqualTo(CONTENT);
                whole++;
            }
        }
        assertThat(new int[] {whole, gone, empty, cut, zeros}).doesNotContain(0);
    }

    @Test
    void shouldLeaveAloneWhatHadLongBeenWrittenOut() throws IOException {
        Path old = Files.createDirectory(folder.resolve("deep"));
        for (int i = 0; i < 20; i++) {
            Path file = Files.write(old.resolve("file-" + i), CONTENT);
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofMinutes(5))));
        }

        new PowerLoss(new Random(1)).strike(folder);

        for (int i = 0; i < 20; i++) {
            assertThat(old.resolve("file-" + i)).hasBinaryContent(CONTENT);
        }
    }
}
