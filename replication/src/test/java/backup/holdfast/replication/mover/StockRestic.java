package backup.holdfast.replication.mover;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.testsupport.tools.ResticSeries;
import backup.holdfast.testsupport.tools.Tools;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** restic as anybody would use it by hand on the repository, without anything of ours between. */
final class StockRestic {
    private final Path binary;
    private final Path repository;
    private final String password;

    private StockRestic(Path binary, Path repository, String password) {
        this.binary = binary;
        this.repository = repository;
        this.password = password;
    }

    /** Aborts the calling test where there is no such restic. */
    static StockRestic of(ResticSeries series, Path repository, String password) {
        return new StockRestic(Tools.require(Tools.restic(series)), repository, password);
    }

    Path binary() {
        return binary;
    }

    Path repository() {
        return repository;
    }

    String password() {
        return password;
    }

    /** What a mover gets to know of the repository. */
    Map<String, String> environment() {
        return new TreeMap<>(Map.of("RESTIC_REPOSITORY", repository.toString(), "RESTIC_PASSWORD", password));
    }

    /** Runs it and fails where it does. */
    String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(binary.toString(), "--no-cache"));
        command.addAll(List.of(arguments));
        Path err = Files.createTempFile("restic", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
            builder.environment().putAll(environment());
            Process process = builder.start();
            String out = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor()).as(Files.readString(err)).isZero();
            return out;
        } finally {
            Files.delete(err);
        }
    }

    JsonNode json(String... arguments) throws IOException, InterruptedException {
        return new ObjectMapper().readTree(run(arguments));
    }

    /** The ids of all snapshots, oldest first. */
    List<String> snapshots() throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        json("snapshots", "--json")
                .forEach(snapshot -> ids.add(snapshot.path("id").asText()));
        return ids;
    }

    List<String> locks() throws IOException, InterruptedException {
        return run("list", "locks", "--no-lock").lines().toList();
    }

    Path restore(String snapshot, Path target) throws IOException, InterruptedException {
        run("restore", snapshot, "--target", target.toString());
        return target;
    }
}
