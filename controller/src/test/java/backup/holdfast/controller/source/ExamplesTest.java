package backup.holdfast.controller.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.resolver.RepositorySecret;
import backup.holdfast.controller.sync.ResolvedSpec;
import backup.holdfast.controller.sync.ResolvedSpec.Valid;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.plan.Conduct;
import backup.holdfast.replication.schedule.SchedulePolicy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents tell people to copy is what the controller can work with. */
class ExamplesTest {
    private static final Path FOLDER = Path.of(System.getProperty("holdfast.root"), "examples");
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    /** The quickstart fills these in. */
    private static final Map<String, String> VALUES = Map.of(
            "${S3_ENDPOINT}", "http://127.0.0.1:9000",
            "${S3_ACCESS_KEY}", "key",
            "${S3_SECRET_KEY}", "secret",
            "${NFS_PORT}", "2049");

    /** Each file stands for itself; those of the quickstart belong together. One that restores needs another that backs up. */
    static Stream<List<Path>> sets() throws IOException {
        List<List<Path>> sets = new ArrayList<>();
        for (Path file : yaml(FOLDER)) {
            if (Files.readString(file).contains("kind: ReplicationSource")) {
                sets.add(List.of(file));
            }
        }
        sets.add(yaml(FOLDER.resolve("quickstart")));
        return sets.stream();
    }

    @ParameterizedTest
    @MethodSource("sets")
    void shouldResolve(List<Path> files) throws IOException {
        List<HasMetadata> objects = objects(files);
        List<ReplicationSource> sources = only(ReplicationSource.class, objects);

        assertThat(sources).isNotEmpty().allSatisfy(source -> {
            ResolvedSpec<SourceSettings> resolved =
                    new SourceResolver(ZoneOffset.UTC, SchedulePolicy.DEFAULT, Conduct.EVERYDAY).resolve(source);

            assertThat(resolved).isInstanceOf(Valid.class);
            assertThat(read(((Valid<SourceSettings>) resolved).settings().secretName(), only(Secret.class, objects)))
                    .isInstanceOf(RepositorySecret.Usable.class);
        });
    }

    private static RepositorySecret read(String name, List<Secret> secrets) {
        Secret secret = secrets.stream()
                .filter(it -> it.getMetadata().getName().equals(name))
                .findFirst()
                .orElse(null);
        if (secret != null) {
            Map<String, String> data = new TreeMap<>();
            secret.getStringData()
                    .forEach((key, value) -> data.put(key, Base64.getEncoder().encodeToString(value.getBytes(UTF_8))));
            secret.setData(data);
        }
        return RepositorySecret.read("default", name, secret);
    }

    private static List<Path> yaml(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    private static List<HasMetadata> objects(List<Path> files) throws IOException {
        List<HasMetadata> objects = new ArrayList<>();
        for (Path file : files) {
            for (String document : Files.readString(file).split("(?m)^---$")) {
                String text = document;
                for (Map.Entry<String, String> value : VALUES.entrySet()) {
                    text = text.replace(value.getKey(), value.getValue());
                }
                Class<? extends HasMetadata> type =
                        text.contains("kind: ReplicationSource") ? ReplicationSource.class : null;
                HasMetadata object = type == null ? YAML.unmarshal(text) : YAML.unmarshal(text, type);
                object.getMetadata().setUid("6f1d0a52-3f0e-4a40-9f52-0c6a5d1b7e11");
                objects.add(object);
            }
        }
        return objects;
    }

    private static <T> List<T> only(Class<T> type, List<HasMetadata> objects) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
