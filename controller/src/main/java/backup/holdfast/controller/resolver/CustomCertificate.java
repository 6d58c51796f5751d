package backup.holdfast.controller.resolver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.resolver.CertificateReference.Kind;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the object named in {@code spec.restic.customCA} holds. */
public sealed interface CustomCertificate {
    /**
     * Certificates, as PEM.
     *
     * @param version resourceVersion of the object
     */
    record Usable(CertificateReference reference, String version, String pem) implements CustomCertificate {
        public Usable {
            requireNonNull(reference, "reference is null");
            requireNonNull(version, "version is null");
            requireNonNull(pem, "pem is null");
        }

        /** Changes when the certificates may have. */
        public String digest() {
            return reference.digest() + "@" + version;
        }

        @Override
        public String toString() {
            return "Usable[" + digest() + "]";
        }
    }

    /**
     * There is nothing to trust in it.
     *
     * @param detail which object or key, and what to do
     */
    record Unusable(String detail) implements CustomCertificate {
        public Unusable {
            requireNonNull(detail, "detail is null");
        }
    }

    /** Looks the object up in a namespace. */
    static CustomCertificate read(String namespace, CertificateReference reference, References references) {
        return switch (reference.kind()) {
            case SECRET ->
                references
                        .secret(namespace, reference.name())
                        .map(secret -> of(namespace, reference, secret, text(secret, reference.key())))
                        .orElseGet(() -> missing(namespace, reference));
            case CONFIG_MAP ->
                references
                        .configMap(namespace, reference.name())
                        .map(map -> of(namespace, reference, map, text(map, reference.key())))
                        .orElseGet(() -> missing(namespace, reference));
        };
    }

    private static CustomCertificate of(
            String namespace, CertificateReference reference, HasMetadata object, Optional<String> content) {
        if (content.isEmpty()) {
            return new Unusable(described(namespace, reference) + " has no key " + reference.key()
                    + " (spec.restic.customCA.key). Put the CA's certificate there as PEM.");
        }
        if (!holdsCertificates(content.get())) {
            return new Unusable("Key " + reference.key() + " of " + described(namespace, reference)
                    + " (spec.restic.customCA) holds no certificate. It must be PEM: -----BEGIN CERTIFICATE-----");
        }
        String version = object.getMetadata().getResourceVersion();
        return new Usable(reference, version == null ? "" : version, content.get());
    }

    private static Unusable missing(String namespace, CertificateReference reference) {
        String field = reference.kind() == Kind.SECRET ? "secretName" : "configMapName";
        return new Unusable(described(namespace, reference) + " (spec.restic.customCA." + field
                + ") does not exist. Create it with the CA's certificate under the key " + reference.key() + ".");
    }

    private static String described(String namespace, CertificateReference reference) {
        return reference.kind().label() + " " + namespace + "/" + reference.name();
    }

    private static Optional<String> text(Secret secret, String key) {
        return decoded(secret.getData(), key);
    }

    private static Optional<String> text(ConfigMap map, String key) {
        String text = map.getData() == null ? null : map.getData().get(key);
        return text == null ? decoded(map.getBinaryData(), key) : Optional.of(text);
    }

    private static Optional<String> decoded(@Nullable Map<String, String> data, String key) {
        return Optional.ofNullable(data)
                .map(entries -> entries.get(key))
                .map(text -> new String(Base64.getDecoder().decode(text), UTF_8));
    }

    /** The same question that restic would answer with a failed run. */
    private static boolean holdsCertificates(String content) {
        if (!content.contains("-----BEGIN CERTIFICATE-----")) {
            return false;
        }
        try {
            return !CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(content.getBytes(UTF_8)))
                    .isEmpty();
        } catch (CertificateException e) {
            return false;
        }
    }
}
