package backup.holdfast.controller.resolver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.resolver.CertificateReference.Kind;
import backup.holdfast.controller.resolver.CustomCertificate.Unusable;
import backup.holdfast.controller.resolver.CustomCertificate.Usable;
import backup.holdfast.testsupport.tls.TestAuthority;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustomCertificateTest {
    private static final CertificateReference IN_SECRET = new CertificateReference(Kind.SECRET, "ca", "ca.crt");
    private static final CertificateReference IN_CONFIG_MAP =
            new CertificateReference(Kind.CONFIG_MAP, "trusted", "bundle.pem");

    private static String pem = "";

    @BeforeAll
    static void create(@TempDir Path folder) {
        pem = TestAuthority.create(folder).certificate();
    }

    @Test
    void shouldReadTheKeyOfASecret() {
        CustomCertificate read = CustomCertificate.read("media", IN_SECRET, objects(Map.of("ca.crt", pem), Map.of()));

        assertThat(read).isEqualTo(new Usable(IN_SECRET, "7", pem));
        assertThat(((Usable) read).digest()).isEqualTo("secret/ca/ca.crt@7");
    }

    @Test
    void shouldReadTheKeyOfAConfigMapWithSeveralCertificates() {
        String bundle = "# our own\n" + pem + "\n" + pem;

        assertThat(CustomCertificate.read("media", IN_CONFIG_MAP, objects(Map.of(), Map.of("bundle.pem", bundle))))
                .isEqualTo(new Usable(IN_CONFIG_MAP, "8", bundle));
    }

    @Test
    void shouldReadBinaryDataOfAConfigMap() {
        ConfigMap map = new ConfigMapBuilder()
                .withNewMetadata()
                .endMetadata()
                .addToBinaryData("bundle.pem", base64(pem))
                .build();

        assertThat(CustomCertificate.read("media", IN_CONFIG_MAP, new Objects(Optional.empty(), Optional.of(map))))
                .isEqualTo(new Usable(IN_CONFIG_MAP, "", pem));
    }

    @Test
    void shouldNameTheObjectThatIsMissing() {
        Objects nothing = new Objects(Optional.empty(), Optional.empty());

        assertThat(CustomCertificate.read("media", IN_SECRET, nothing))
                .isEqualTo(
                        new Unusable("Secret media/ca (spec.restic.customCA.secretName) does not exist. Create it with"
                                + " the CA's certificate under the key ca.crt."));
        assertThat(CustomCertificate.read("media", IN_CONFIG_MAP, nothing))
                .isEqualTo(new Unusable("ConfigMap media/trusted (spec.restic.customCA.configMapName) does not exist."
                        + " Create it with the CA's certificate under the key bundle.pem."));
    }

    @Test
    void shouldNameTheKeyThatIsMissing() {
        assertThat(CustomCertificate.read("media", IN_SECRET, objects(Map.of("tls.crt", pem), Map.of())))
                .isEqualTo(new Unusable("Secret media/ca has no key ca.crt (spec.restic.customCA.key). Put the CA's"
                        + " certificate there as PEM."));
    }

    @Test
    void shouldSayThatAKeyHoldsNoCertificate() {
        Unusable none =
                new Unusable("Key ca.crt of Secret media/ca (spec.restic.customCA) holds no certificate. It must be"
                        + " PEM: -----BEGIN CERTIFICATE-----");
        String broken = "-----BEGIN CERTIFICATE-----\nbm90IG9uZQ==\n-----END CERTIFICATE-----\n";

        for (String content : new String[] {"", "ca", broken, "-----BEGIN CERTIFICATE-----"}) {
            assertThat(CustomCertificate.read("media", IN_SECRET, objects(Map.of("ca.crt", content), Map.of())))
                    .isEqualTo(none);
        }
    }

    private static Objects objects(Map<String, String> secret, Map<String, String> configMap) {
        SecretBuilder builder =
                new SecretBuilder().withNewMetadata().withResourceVersion("7").endMetadata();
        secret.forEach((key, text) -> builder.addToData(key, base64(text)));
        return new Objects(
                Optional.of(builder.build()),
                Optional.of(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withResourceVersion("8")
                        .endMetadata()
                        .withData(configMap)
                        .build()));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    /** A namespace with at most one object of each kind. */
    private record Objects(Optional<Secret> secret, Optional<ConfigMap> configMap) implements References {
        @Override
        public Optional<Secret> secret(String namespace, String name) {
            return secret;
        }

        @Override
        public Optional<ConfigMap> configMap(String namespace, String name) {
            return configMap;
        }

        @Override
        public Optional<PersistentVolumeClaim> claim(String namespace, String name) {
            return Optional.empty();
        }
    }
}
