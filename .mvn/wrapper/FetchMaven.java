import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Downloads a Maven archive, checks its SHA-512 and leaves it at the given path. Run as a source file by ./mvnw, so that a
 * machine needs no curl, wget or unzip.
 *
 * <p>Arguments: URL, expected SHA-512, target file.
 */
public final class FetchMaven {
    public static void main(String[] args) throws Exception {
        URI url = URI.create(args[0]);
        String expected = args[1];
        Path target = Path.of(args[2]);
        Path partial = target.resolveSibling(target.getFileName() + ".part-" + ProcessHandle.current().pid());
        try {
            download(url, partial);
            String actual = sha512(partial);
            if (!actual.equalsIgnoreCase(expected)) {
                throw new IOException("checksum of " + url + " is " + actual + ", expected " + expected
                        + ". Nothing was installed; try again, or check .mvn/wrapper/maven.properties.");
            }
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            System.err.println("mvnw: could not fetch Maven from " + url + ": " + e);
            System.err.println("mvnw: behind a proxy, set JAVA_TOOL_OPTIONS=-Dhttps.proxyHost=... -Dhttps.proxyPort=...;"
                    + " for a mirror, set MVNW_REPOURL.");
            System.exit(1);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private static void download(URI url, Path file) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(20))
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        HttpRequest request = HttpRequest.newBuilder(url).timeout(Duration.ofMinutes(5)).build();
        HttpResponse<Path> response = client.send(request, HttpResponse.BodyHandlers.ofFile(file));
        if (response.statusCode() != 200) {
            throw new IOException("HTTP status " + response.statusCode());
        }
    }

    private static String sha512(Path file) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-512");
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
