package backup.holdfast.testsupport.cluster;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the tests of a class a Kubernetes API. Test methods, {@code @BeforeEach} and {@code @AfterEach} may have parameters of type
 * {@link io.fabric8.kubernetes.client.KubernetesClient} (may do everything; its default namespace is the test's), {@link TestNamespace}
 * (one per test, deleted after it with all that is in it) and {@link TestCluster}. The API server itself is shared by all tests of
 * the JVM.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(ClusterExtension.class)
public @interface ClusterTest {

    /** CustomResourceDefinitions to install before the first test: classpath resources such as {@code crds/x.yaml}. */
    String[] crds() default {};
}
