package backup.holdfast.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The manifests of the tour, with {@code ${NAME}} filled in as Flux would. */
record Manifests(Path folder, Map<String, String> values) {
    /** Server-side apply, as {@code kubectl apply --server-side} does it. */
    void apply(KubernetesClient client, String file) {
        for (HasMetadata object : client.load(
                        new ByteArrayInputStream(read(file).getBytes(UTF_8)))
                .items()) {
            client.resource(object).serverSideApply();
        }
    }

    private String read(String file) {
        try {
            String text = Files.readString(folder.resolve(file));
            for (Map.Entry<String, String> value : values.entrySet()) {
                text = text.replace("${" + value.getKey() + "}", value.getValue());
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the manifest " + folder.resolve(file), e);
        }
    }
}
