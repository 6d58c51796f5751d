package backup.holdfast.testsupport.files;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.testsupport.tools.ResticSeries;
import backup.holdfast.testsupport.tools.Tools;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VolSyncRepositoryIT {

    @TempDir
    private Path temp;

    @ParameterizedTest
    @EnumSource(ResticSeries.class)
    void shouldHoldTheSnapshotsThatTheConstantsName(ResticSeries series) throws Exception {
        Path repository = VolSyncRepository.unpackTo(temp);

        JsonNode snapshots = new ObjectMapper().readTree(restic(series, repository, "snapshots", "--json"));

        Map<String, Instant> found = new LinkedHashMap<>();
        for (JsonNode snapshot : snapshots) {
            found.put(
                    snapshot.path("short_id").asText(),
                    Instant.parse(snapshot.path("time").asText()).truncatedTo(ChronoUnit.SECONDS));
            assertThat(snapshot.path("hostname").asText()).isEqualTo(VolSyncRepository.HOST);
            assertThat(snapshot.path("paths").toString()).isEqualTo("[\"" + VolSyncRepository.PATH + "\"]");
            assertThat(snapshot.has("tags")).isFalse();
        }
        assertThat(found).isEqualTo(VolSyncRepository.SNAPSHOTS);
        assertThat(restic(series, repository, "cat", "config")).contains(VolSyncRepository.ID);
    }

    @Test
    void shouldRestoreTheFilesThatTheChecksumsName() throws Exception {
        Path repository = VolSyncRepository.unpackTo(temp.resolve("repository"));
        Path restored = temp.resolve("restored");

        restic(ResticSeries.ANY, repository, "restore", "latest", "--target", restored.toString());

        assertThat(VolSyncRepository.latestFiles()).hasSize(5);
        for (Map.Entry<String, String> file : VolSyncRepository.latestFiles().entrySet()) {
            byte[] content = Files.readAllBytes(restored.resolve(file.getKey()));
            assertThat(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content)))
                    .as(file.getKey())
                    .isEqualTo(file.getValue());
        }
    }

    private String restic(ResticSeries series, Path repository, String... arguments)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(Tools.require(Tools.restic(series)).toString(), "--no-cache", "--no-lock"));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(temp, "restic-", ".out");
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(output.toFile());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment()
                .putAll(Map.of(
                        "RESTIC_REPOSITORY", repository.toString(), "RESTIC_PASSWORD", VolSyncRepository.PASSWORD));
        assertThat(builder.start().waitFor()).isZero();
        return Files.readString(output);
    }
}
