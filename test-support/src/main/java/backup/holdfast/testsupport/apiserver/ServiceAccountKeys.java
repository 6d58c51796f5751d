package backup.holdfast.testsupport.apiserver;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** The key pair an API server signs service account tokens with, as PEM files. */
record ServiceAccountKeys(Path privateKey, Path publicKey) {

    ServiceAccountKeys {
        requireNonNull(privateKey, "privateKey is null");
        requireNonNull(publicKey, "publicKey is null");
    }

    /** A new pair, written into the folder. */
    static ServiceAccountKeys generate(Path folder) throws IOException {
        KeyPair pair = newPair();
        return new ServiceAccountKeys(
                writePem(
                        folder.resolve("service-account.key"),
                        "PRIVATE KEY",
                        pair.getPrivate().getEncoded()),
                writePem(
                        folder.resolve("service-account.pub"),
                        "PUBLIC KEY",
                        pair.getPublic().getEncoded()));
    }

    private static KeyPair newPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    private static Path writePem(Path file, String label, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
    }
}
