package backup.holdfast.testsupport.apiserver;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where {@code kube-apiserver} and {@code etcd} are, as kubebuilder's setup-envtest lays them out. */
public record ApiServerBinaries(Path kubeApiServer, Path etcd) {

    private static final Path DEFAULT_FOLDER = Path.of("/usr/local/kubebuilder/bin");

    public ApiServerBinaries {
        requireNonNull(kubeApiServer, "kubeApiServer is null");
        requireNonNull(etcd, "etcd is null");
    }

    /** Those in the folder {@code KUBEBUILDER_ASSETS}, or else in {@code /usr/local/kubebuilder/bin}; empty if either is missing. */
    public static Optional<ApiServerBinaries> find(Map<String, String> environment) {
        Path folder = Optional.ofNullable(environment.get("KUBEBUILDER_ASSETS"))
                .map(Path::of)
                .orElse(DEFAULT_FOLDER);
        return Optional.of(new ApiServerBinaries(folder.resolve("kube-apiserver"), folder.resolve("etcd")))
                .filter(found -> Files.isExecutable(found.kubeApiServer) && Files.isExecutable(found.etcd));
    }
}
