package backup.holdfast.restic.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.restic.repository.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The SDK costs a mover start-up time and memory, so only those pay who open a bucket. */
@Timeout(60)
class LazyLoadingIT {

    /** Opens a repository and looks at it. */
    static final class Look {

        public static void main(String[] arguments) {
            Repository repository = Repository.from(Map.of(
                    "RESTIC_REPOSITORY",
                    arguments[0],
                    "AWS_ACCESS_KEY_ID",
                    Stores.ACCESS_KEY,
                    "AWS_SECRET_ACCESS_KEY",
                    Stores.SECRET_KEY));
            StoreOpening opening = new StoreOpener(Clock.systemUTC(), StoreLimits.standard()).open(repository);
            if (opening instanceof StoreOpening.Opened opened) {
                opened.store().presence();
            }
        }
    }

    @Test
    void shouldLoadNothingOfTheSdkForAFolder(@TempDir Path folder) throws Exception {
        assertThat(classesLoaded(folder.toString())).isNotEmpty().noneMatch(it -> it.contains("software.amazon"));
    }

    @Test
    void shouldLoadNothingOfItForARestServer() throws Exception {
        assertThat(classesLoaded("rest:http://ann:staple@127.0.0.1:1/app"))
                .anyMatch(it -> it.contains("RestStore"))
                .noneMatch(it -> it.contains("software.amazon"));
    }

    @Test
    void shouldLoadItForABucket() throws Exception {
        assertThat(classesLoaded("s3:http://127.0.0.1:1/bucket/app")).anyMatch(it -> it.contains("software.amazon"));
    }

    private static List<String> classesLoaded(String location) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-verbose:class",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Look.class.getName(),
                        location)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> lines;
        try (var output = process.inputReader(UTF_8)) {
            lines = output.lines().toList();
        }
        assertThat(process.waitFor()).isZero();
        return lines;
    }
}
