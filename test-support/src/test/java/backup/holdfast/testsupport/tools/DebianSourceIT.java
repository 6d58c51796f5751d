package backup.holdfast.testsupport.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "apt is Linux only; run it on Debian or with the package apt")
class DebianSourceIT {

    @TempDir
    private Path temp;

    @Test
    void shouldFetchAnotherSuitesResticAndLeaveTheSystemAlone() throws IOException {
        assumeAptAndMirror();
        ToolSpec spec = KnownTools.restic(ResticSeries.V0_18);
        Map<String, String> before = systemPackageState();

        ToolResult result = new ToolFetcher(
                        new ToolFolder(temp), List.of(), List.of(new DebianSource(Platform.current())), line -> {})
                .findOrFetch(spec);

        assertThat(result).isInstanceOf(ToolResult.Found.class);
        ToolResult.Found found = (ToolResult.Found) result;
        assertThat(found.path()).isEqualTo(temp.resolve("restic-" + found.version() + "/restic"));
        assertThat(found.version()).startsWith("0.18.");
        assertThat(systemPackageState()).isEqualTo(before);
    }

    private static void assumeAptAndMirror() {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/apt-get")), "needs apt-get: run it on Debian");
        URI mirror = URI.create("http://deb.debian.org/debian/");
        HttpClient client = HttpClient.newBuilder()
                .proxy(new EnvironmentProxies(System.getenv()))
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        HttpRequest request =
                HttpRequest.newBuilder(mirror).timeout(Duration.ofSeconds(5)).build();
        try {
            client.send(request, BodyHandlers.discarding());
        } catch (IOException e) {
            Assumptions.abort("needs a network that reaches " + mirror + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Every file apt keeps for the system, with its size and time. */
    private static Map<String, String> systemPackageState() throws IOException {
        Map<String, String> state = new TreeMap<>();
        for (String folder : List.of("/etc/apt", "/var/lib/apt", "/var/cache/apt", "/var/lib/dpkg")) {
            if (Files.isDirectory(Path.of(folder))) {
                try (Stream<Path> files = Files.walk(Path.of(folder))) {
                    for (Path file : files.toList()) {
                        state.put(file.toString(), Files.size(file) + " " + Files.getLastModifiedTime(file));
                    }
                }
            }
        }
        return state;
    }
}
