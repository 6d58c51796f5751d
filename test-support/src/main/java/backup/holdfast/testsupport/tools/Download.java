package backup.holdfast.testsupport.tools;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Downloads files by HTTP, giving up soon on a server that does not answer. */
final class Download {

    private static final Duration WHOLE_FILE = Duration.ofMinutes(3);

    private final HttpClient client;
    private final Duration patience;

    /**
     * @param proxies how to get out of here
     * @param patience until the first byte of an answer: name look-up, connecting and redirects included
     */
    Download(ProxySelector proxies, Duration patience) {
        this.patience = requireNonNull(patience, "patience is null");
        this.client = HttpClient.newBuilder()
                .proxy(requireNonNull(proxies, "proxies is null"))
                .connectTimeout(patience)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    /** Leaves the file at {@code target} if its SHA-256 is the expected one; otherwise nothing is there. */
    void fetch(URI location, String sha256, Path target) throws IOException {
        HttpResponse<InputStream> response = await(
                client.sendAsync(HttpRequest.newBuilder(location).build(), BodyHandlers.ofInputStream()), patience);
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw new IOException("HTTP status " + response.statusCode());
            }
            FutureTask<String> copying = new FutureTask<>(() -> copy(body, target));
            Thread copier = new Thread(copying, "download");
            copier.setDaemon(true);
            copier.start();
            String actual = await(copying, WHOLE_FILE);
            if (!actual.equals(sha256)) {
                throw new IOException("the SHA-256 is " + actual + ", expected " + sha256);
            }
        } catch (IOException e) {
            Files.deleteIfExists(target);
            throw e;
        }
    }

    /** Copies and returns the SHA-256 of what was copied. */
    private static String copy(InputStream body, Path target) throws IOException {
        MessageDigest digest = sha256();
        try (OutputStream out = Files.newOutputStream(target)) {
            byte[] buffer = new byte[1 << 16];
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                digest.update(buffer, 0, n);
                out.write(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static <T> T await(Future<T> future, Duration limit) throws IOException {
        try {
            return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            future.cancel(true);
            throw new IOException("no answer within " + limit.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(describe(e), e);
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** The message of the innermost cause: those further out often have none. */
    private static String describe(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            root = cause;
        }
        if (root instanceof UnresolvedAddressException) {
            return "its name cannot be resolved";
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }
}
