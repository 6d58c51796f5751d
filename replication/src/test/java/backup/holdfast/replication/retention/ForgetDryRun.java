package backup.holdfast.replication.retention;

import backup.holdfast.replication.snapshot.SnapshotIdentity;
import backup.holdfast.testsupport.files.ForgedRepository;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What {@code restic forget --dry-run} says of a repository. */
final class ForgetDryRun {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path restic;
    private final Path repository;
    private final String timeZone;

    ForgetDryRun(Path restic, Path repository, String timeZone) {
        this.restic = restic;
        this.repository = repository;
        this.timeZone = timeZone;
    }

    /** One group: snapshot ids that stay with the reasons for each, and ids that go; both in restic's order. */
    record Group(Map<String, List<String>> keep, List<String> order, List<String> remove) {}

    Map<String, Group> run(RetentionPolicy policy, List<String> more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(restic.toString(), "-r", repository.toString(), "forget"));
        command.addAll(List.of("--no-lock", "--no-cache", "--dry-run", "--json", "--group-by", "host,paths"));
        command.addAll(policy.forgetFlags());
        command.addAll(more);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("RESTIC_PASSWORD", ForgedRepository.PASSWORD);
        builder.environment().put("TZ", timeZone);
        Process process = builder.start();
        process.getOutputStream().close();
        byte[] output = process.getInputStream().readAllBytes();
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IOException(command + " ended with " + exit + ": " + new String(output, StandardCharsets.UTF_8));
        }
        Map<String, Group> groups = new TreeMap<>();
        for (JsonNode group : JSON.readTree(output)) {
            String identity = new SnapshotIdentity(group.get("host").asText(), texts(group.get("paths"))).toString();
            groups.put(identity, group(group));
        }
        return groups;
    }

    private static Group group(JsonNode group) {
        Map<String, List<String>> keep = new TreeMap<>();
        for (JsonNode reason : group.get("reasons")) {
            keep.put(reason.get("snapshot").get("id").asText(), texts(reason.get("matches")));
        }
        return new Group(keep, ids(group.get("keep")), ids(group.get("remove")));
    }

    private static List<String> ids(JsonNode snapshots) {
        return elements(snapshots).map(node -> node.get("id").asText()).toList();
    }

    private static List<String> texts(JsonNode array) {
        return elements(array).map(JsonNode::asText).toList();
    }

    /** restic writes null for an empty list. */
    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
