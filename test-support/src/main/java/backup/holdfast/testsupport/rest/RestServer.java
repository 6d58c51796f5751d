package backup.holdfast.testsupport.rest;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.process.GuardedProcess;
import backup.holdfast.testsupport.tools.Tools;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/**
 * A real rest-server on a free port of 127.0.0.1 with its repositories in a folder. It ends with this JVM. Where there is none to be had,
 * the calling test is aborted and the reason reported.
 */
public final class RestServer implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Pattern LISTENING = Pattern.compile("start server on (127\\.0\\.0\\.1:\\d+)");
    private static final Pattern REQUEST =
            Pattern.compile("\"(\\w+) (\\S+) HTTP/[\\d.]+\" (\\d{3}) \\d+ \"[^\"]*\" \"([^\"]*)\"");

    private final Path folder;
    private final GuardedProcess process;
    private final URI endpoint;

    private RestServer(Path folder, GuardedProcess process, URI endpoint) {
        this.folder = requireNonNull(folder, "folder is null");
        this.process = requireNonNull(process, "process is null");
        this.endpoint = requireNonNull(endpoint, "endpoint is null");
    }

    /** What it lets people do. */
    public enum Manner {
        ANYTHING,
        /** Nothing is removed but locks. */
        APPEND_ONLY
    }

    /**
     * A request it has answered.
     *
     * @param client what the client called itself
     */
    public record Served(String method, String path, int status, String client) {}

    /**
     * Starts one that asks for no password.
     *
     * @param folder an existing one, for all it writes
     */
    public static RestServer start(Path folder, Manner manner) throws IOException {
        return start(folder, manner, List.of("--no-auth"));
    }

    /** Starts one for this user alone. */
    public static RestServer start(Path folder, Manner manner, String user, String password) throws IOException {
        Path users = Files.writeString(folder.resolve("htpasswd"), user + ":{SHA}" + sha1(password) + "\n");
        return start(folder, manner, List.of("--htpasswd-file", users.toString()));
    }

    private static RestServer start(Path folder, Manner manner, List<String> users) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Tools.require(Tools.restServer()).toString(),
                "--listen",
                "127.0.0.1:0",
                "--path",
                repositories(folder).toString(),
                "--log",
                requests(folder).toString()));
        command.addAll(users);
        if (manner == Manner.APPEND_ONLY) {
            command.add("--append-only");
        }
        Path log = folder.resolve("log");
        GuardedProcess process = GuardedProcess.start(command, Map.of(), log);
        try {
            return new RestServer(folder, process, URI.create("http://" + address(process, log)));
        } catch (IOException | RuntimeException e) {
            process.close();
            throw e;
        }
    }

    /** Where clients connect to. */
    public URI endpoint() {
        return endpoint;
    }

    /** The address of a repository there for restic. */
    public String resticRepository(String path) {
        return "rest:" + endpoint + "/" + path + "/";
    }

    /** Where the server has a repository. */
    public Path repository(String path) {
        return repositories(folder).resolve(path);
    }

    /** What was asked so far, in order. */
    public List<Served> requests() throws IOException {
        Matcher lines = REQUEST.matcher(Files.exists(requests(folder)) ? Files.readString(requests(folder)) : "");
        return lines.results()
                .map(line -> new Served(line.group(1), line.group(2), Integer.parseInt(line.group(3)), line.group(4)))
                .toList();
    }

    @Override
    public void close() {
        process.close();
    }

    private static String address(GuardedProcess process, Path log) throws IOException {
        try {
            return Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(START_LIMIT)
                    .failFast(() -> !process.isAlive())
                    .until(() -> LISTENING.matcher(Files.readString(log)), Matcher::find)
                    .group(1);
        } catch (ConditionTimeoutException | TerminalFailureException e) {
            throw new IllegalStateException("it does not listen; its log:\n" + Files.readString(log), e);
        }
    }

    private static Path repositories(Path folder) {
        return folder.resolve("repositories");
    }

    private static Path requests(Path folder) {
        return folder.resolve("requests");
    }

    private static String sha1(String password) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(password.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-1", e);
        }
    }
}
