package backup.holdfast.crds;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The definitions of our resources, read from the YAML that is installed. */
public final class ResourceDefinitions {

    private static final List<String> FILES = List.of(
            "replicationsources.volsync.backube.yaml",
            "replicationdestinations.volsync.backube.yaml",
            "nfsscalers.holdfast.backup.yaml");

    private ResourceDefinitions() {}

    /** All of them, in the order in which they are installed; a fresh copy at each call. */
    public static List<CustomResourceDefinition> all() {
        return FILES.stream().map(ResourceDefinitions::load).toList();
    }

    private static CustomResourceDefinition load(String file) {
        try (InputStream yaml = ResourceDefinitions.class.getResourceAsStream("/crds/" + file)) {
            if (yaml == null) {
                throw new IllegalStateException("The class path lacks /crds/" + file + ": this build is incomplete.");
            }
            return new KubernetesSerialization().unmarshal(yaml, CustomResourceDefinition.class);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read /crds/" + file, e);
        }
    }
}
