package backup.holdfast.testsupport.cluster;

import backup.holdfast.testsupport.apiserver.ApiServerBinaries;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What answers as the Kubernetes API, from the quickest to the truest. */
public enum ClusterKind {
    /** The in-memory API: no validation, no admission, no RBAC. */
    MOCK("mock"),
    /** A real kube-apiserver and etcd, without controllers or nodes. */
    API_SERVER("apiserver"),
    /** The cluster of the file that {@code KUBECONFIG} names. */
    KUBECONFIG("kubeconfig");

    /** The configuration parameter or system property that chooses. */
    public static final String PROPERTY = "k8s";

    private final String word;

    ClusterKind(String word) {
        this.word = word;
    }

    /** What was asked for; where nothing was, the real API server if this machine has one, else the in-memory API. */
    public static ClusterKind choose(Optional<String> asked, Map<String, String> environment) {
        if (asked.isEmpty()) {
            return ApiServerBinaries.find(environment).isPresent() ? API_SERVER : MOCK;
        }
        return Arrays.stream(values())
                .filter(kind -> kind.word.equals(asked.get()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("-D" + PROPERTY + "=" + asked.get() + ": use one of "
                        + Arrays.stream(values()).map(kind -> kind.word).collect(Collectors.joining(", "))));
    }

    /** Whether a real API server answers, which validates, admits and authorizes. */
    public boolean isRealApi() {
        return switch (this) {
            case MOCK -> false;
            case API_SERVER, KUBECONFIG -> true;
        };
    }

    /** Whether pods run. */
    public boolean hasNodes() {
        return switch (this) {
            case MOCK, API_SERVER -> false;
            case KUBECONFIG -> true;
        };
    }
}
