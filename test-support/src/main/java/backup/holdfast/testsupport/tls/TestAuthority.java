package backup.holdfast.testsupport.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate authority of a test's own, and a server's certificate for 127.0.0.1 that it has signed. Made with the JDK's keytool. */
public final class TestAuthority {

    // Guards a key that lives as long as a test.
    private static final String STORE_PASSWORD = "holdfast-test";
    private static final String SERVER = "server";

    private final Path folder;
    private final String certificate;

    private TestAuthority(Path folder, String certificate) {
        this.folder = folder;
        this.certificate = certificate;
    }

    /** @param folder an existing one, where the keys are kept */
    public static TestAuthority create(Path folder) {
        requireNonNull(folder, "folder is null");
        TestAuthority authority = new TestAuthority(folder, "");
        authority.keytool("-genkeypair", "-alias", "ca", "-dname", "CN=Holdfast test authority", "-ext", "bc:c");
        authority.keytool(
                "-genkeypair",
                "-alias",
                SERVER,
                "-dname",
                "CN=127.0.0.1",
                "-signer",
                "ca",
                "-ext",
                "san=ip:127.0.0.1",
                "-keypass",
                STORE_PASSWORD);
        return new TestAuthority(folder, authority.keytool("-exportcert", "-rfc", "-alias", "ca"));
    }

    /** The authority's own certificate, as PEM: what clients have to trust. */
    public String certificate() {
        return certificate;
    }

    /** For a server at 127.0.0.1. */
    public SSLContext serverContext() {
        try (InputStream file = Files.newInputStream(store())) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(file, STORE_PASSWORD.toCharArray());
            keys.deleteEntry("ca");
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, STORE_PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + store(), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot use " + store(), e);
        }
    }

    private Path store() {
        return folder.resolve("authority.p12");
    }

    private String keytool(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store().toString(), "-storetype", "PKCS12", "-storepass", STORE_PASSWORD));
        if (command.contains("-genkeypair")) {
            command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "7"));
        }
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(folder.resolve("keytool.err").toFile())
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            int exitCode = process.waitFor();
            if (exitCode != 0) {
                throw new IllegalStateException("keytool " + arguments[0] + " ended with " + exitCode + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run keytool", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while keytool ran", e);
        }
    }
}
