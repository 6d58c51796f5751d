package backup.holdfast.testsupport.kubelet;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes the files of volumes that come from the API: Secrets, ConfigMaps, the downward API, and projections of these. */
final class PodFileSource {

    private final References references;

    PodFileSource(References references) {
        this.references = requireNonNull(references, "references is null");
    }

    PodFiles of(Pod pod, Volume volume) throws StartProblem {
        String namespace = pod.getMetadata().getNamespace();
        if (volume.getSecret() != null) {
            var secret = volume.getSecret();
            return PodFiles.of(
                    mounted(references.secret(namespace, secret.getSecretName(), secret.getOptional())),
                    secret.getItems(),
                    secret.getDefaultMode(),
                    secret.getOptional());
        }
        if (volume.getConfigMap() != null) {
            var configMap = volume.getConfigMap();
            return PodFiles.of(
                    mounted(references.configMap(namespace, configMap.getName(), configMap.getOptional())),
                    configMap.getItems(),
                    configMap.getDefaultMode(),
                    configMap.getOptional());
        }
        if (volume.getDownwardAPI() != null) {
            return fields(
                    pod,
                    volume.getDownwardAPI().getItems(),
                    volume.getDownwardAPI().getDefaultMode());
        }
        if (volume.getProjected() != null) {
            Map<String, PodFiles.Content> all = new TreeMap<>();
            for (VolumeProjection source : volume.getProjected().getSources()) {
                all.putAll(projected(pod, source, volume.getProjected().getDefaultMode())
                        .files());
            }
            return new PodFiles(all);
        }
        throw StartProblem.unsupported("volume \"" + volume.getName() + "\" is of a kind it does not know");
    }

    private PodFiles projected(Pod pod, VolumeProjection source, @Nullable Integer mode) throws StartProblem {
        String namespace = pod.getMetadata().getNamespace();
        if (source.getSecret() != null) {
            var secret = source.getSecret();
            return PodFiles.of(
                    mounted(references.secret(namespace, secret.getName(), secret.getOptional())),
                    secret.getItems(),
                    mode,
                    secret.getOptional());
        }
        if (source.getConfigMap() != null) {
            var configMap = source.getConfigMap();
            return PodFiles.of(
                    mounted(references.configMap(namespace, configMap.getName(), configMap.getOptional())),
                    configMap.getItems(),
                    mode,
                    configMap.getOptional());
        }
        if (source.getDownwardAPI() != null) {
            return fields(pod, source.getDownwardAPI().getItems(), mode);
        }
        throw StartProblem.unsupported("a projection of " + source);
    }

    private static PodFiles fields(Pod pod, List<DownwardAPIVolumeFile> items, @Nullable Integer defaultMode)
            throws StartProblem {
        Map<String, PodFiles.Content> files = new TreeMap<>();
        for (DownwardAPIVolumeFile item : items) {
            if (item.getFieldRef() == null) {
                throw StartProblem.unsupported("a file from " + item);
            }
            byte[] value =
                    PodFields.field(pod, item.getFieldRef().getFieldPath()).getBytes(StandardCharsets.UTF_8);
            Integer mode = item.getMode() == null ? defaultMode : item.getMode();
            files.put(item.getPath(), new PodFiles.Content(value, mode == null ? 0644 : mode));
        }
        return new PodFiles(files);
    }

    /** What may be missing and is leaves an empty folder. */
    private static Map<String, byte[]> mounted(Optional<Map<String, byte[]>> content) {
        return content.orElse(Map.of());
    }
}
