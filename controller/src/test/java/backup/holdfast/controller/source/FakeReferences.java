package backup.holdfast.controller.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import backup.holdfast.controller.resolver.References;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Secrets and claims of any namespace, and how often somebody asked for a Secret. */
public final class FakeReferences implements References {
    static final String PASSWORD = "a word nobody may see";

    private final Map<String, Secret> secrets = new ConcurrentHashMap<>();
    private final Map<String, ConfigMap> configMaps = new ConcurrentHashMap<>();
    private final Map<String, PersistentVolumeClaim> claims = new ConcurrentHashMap<>();
    private final AtomicInteger secretReads = new AtomicInteger();

    /** All that the samples refer to. */
    public static FakeReferences complete() {
        return new FakeReferences()
                .withSecret(
                        "photos-restic",
                        Map.of("RESTIC_REPOSITORY", "s3:https://minio/bucket/photos", "RESTIC_PASSWORD", PASSWORD))
                .withClaim("photos", Map.of());
    }

    public FakeReferences withSecret(String name, Map<String, String> texts) {
        return withSecret(name, texts, "42");
    }

    public FakeReferences withSecret(String name, Map<String, String> texts, String version) {
        Map<String, String> data = new TreeMap<>();
        texts.forEach((key, text) -> data.put(key, Base64.getEncoder().encodeToString(text.getBytes(UTF_8))));
        secrets.put(
                name,
                new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withResourceVersion(version)
                        .endMetadata()
                        .withData(data)
                        .build());
        return this;
    }

    public FakeReferences withConfigMap(String name, Map<String, String> texts, String version) {
        configMaps.put(
                name,
                new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withResourceVersion(version)
                        .endMetadata()
                        .withData(texts)
                        .build());
        return this;
    }

    public FakeReferences withoutSecret(String name) {
        secrets.remove(name);
        return this;
    }

    public FakeReferences withClaim(String name, Map<String, String> annotations) {
        claims.put(
                name,
                new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withAnnotations(annotations)
                        .withCreationTimestamp("2026-10-01T00:00:00Z")
                        .endMetadata()
                        .build());
        return this;
    }

    public FakeReferences withoutClaim(String name) {
        claims.remove(name);
        return this;
    }

    public int secretReads() {
        return secretReads.get();
    }

    @Override
    public Optional<Secret> secret(String namespace, String name) {
        secretReads.incrementAndGet();
        return Optional.ofNullable(secrets.get(name));
    }

    @Override
    public Optional<ConfigMap> configMap(String namespace, String name) {
        return Optional.ofNullable(configMaps.get(name));
    }

    @Override
    public Optional<PersistentVolumeClaim> claim(String namespace, String name) {
        return Optional.ofNullable(claims.get(name));
    }
}
