package backup.holdfast.testsupport.s3;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the tests of a class S3. Test methods, {@code @BeforeEach} and {@code @AfterEach} may have parameters of type {@link S3Bucket} (one
 * per test, deleted after it) and {@link CountingProxy} (one per test, in front of the server). The server itself is shared by all tests of
 * the JVM; a test that stops the server starts its own {@link S3ProxyServer}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(S3Extension.class)
public @interface S3Test {}
