package backup.holdfast.testsupport.cluster;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.apiserver.ApiServerBinaries;
import backup.holdfast.testsupport.apiserver.RealApiServer;
import backup.holdfast.testsupport.inmemory.InMemoryApiServer;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Carries out {@link ClusterTest}. What it starts is kept in JUnit's stores, which close it: the cluster after the last test of the JVM. */
final class ClusterExtension implements ParameterResolver {

    private static final Namespace STORE = Namespace.create(ClusterExtension.class);

    /** What the tests of this run get. */
    static ClusterKind kind(ExtensionContext context) {
        return ClusterKind.choose(context.getConfigurationParameter(ClusterKind.PROPERTY), System.getenv());
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == KubernetesClient.class || type == TestNamespace.class || type == TestCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        SharedCluster shared = sharedCluster(context);
        Class<?> type = parameter.getParameter().getType();
        if (type == TestCluster.class) {
            return shared.cluster();
        }
        TestScope scope = requireNonNull(context.getStore(STORE)
                .computeIfAbsent("scope", key -> TestScope.open(shared, context), TestScope.class));
        return type == TestNamespace.class ? scope.namespace() : scope.client();
    }

    private static SharedCluster sharedCluster(ExtensionContext context) {
        ClusterKind kind = kind(context);
        return requireNonNull(context.getRoot()
                .getStore(STORE)
                .computeIfAbsent(kind, key -> new SharedCluster(start(kind), new CrdInstaller()), SharedCluster.class));
    }

    private static ManagedCluster start(ClusterKind kind) {
        return switch (kind) {
            case MOCK -> new InMemoryCluster(InMemoryApiServer.start());
            case API_SERVER ->
                new ApiServerCluster(RealApiServer.start(ApiServerBinaries.find(System.getenv())
                        .orElseThrow(() ->
                                new IllegalStateException("-Dk8s=apiserver: set KUBEBUILDER_ASSETS to a folder with"
                                        + " kube-apiserver and etcd (setup-envtest fetches them)"))));
            case KUBECONFIG -> KubeconfigCluster.fromEnvironment(System.getenv());
        };
    }

    private record SharedCluster(ManagedCluster cluster, CrdInstaller crds) implements AutoCloseable {
        @Override
        public void close() {
            cluster.close();
        }
    }

    /** What one test has for itself. */
    private record TestScope(ManagedCluster cluster, KubernetesClient client, TestNamespace namespace)
            implements AutoCloseable {

        static TestScope open(SharedCluster shared, ExtensionContext context) {
            ManagedCluster cluster = shared.cluster();
            TestNamespace namespace = TestNamespace.unique(
                    context.getTestMethod().map(method -> method.getName()).orElse("class"),
                    ThreadLocalRandom.current().nextInt());
            KubernetesClient client = TestCluster.connect(new ConfigBuilder(cluster.adminConfig())
                    .withNamespace(namespace.name())
                    .build());
            shared.crds().install(client, definitions(context));
            client.namespaces()
                    .resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(namespace.name())
                            .endMetadata()
                            .build())
                    .create();
            return new TestScope(cluster, client, namespace);
        }

        private static List<String> definitions(ExtensionContext context) {
            return AnnotationSupport.findAnnotation(
                            context.getRequiredTestClass(), ClusterTest.class, context.getEnclosingTestClasses())
                    .stream()
                    .flatMap(test -> Stream.of(test.crds()))
                    .toList();
        }

        @Override
        public void close() {
            try (client) {
                cluster.deleteNamespace(client, namespace.name());
            }
        }
    }
}
