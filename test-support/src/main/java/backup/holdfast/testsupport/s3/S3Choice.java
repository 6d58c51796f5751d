package backup.holdfast.testsupport.s3;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/** Which server the tests get. */
record S3Choice(Supplier<S3TestServer> minio) {

    S3Choice {
        requireNonNull(minio, "minio is null");
    }

    S3TestServer choose(Map<String, String> environment, Path folder) {
        if (environment.containsKey("S3_TEST_ENDPOINT")) {
            return ExternalS3.of(environment);
        }
        if (ContainerEngine.probe(environment) == ContainerEngine.Answer.ABSENT) {
            return S3ProxyServer.start(folder);
        }
        try {
            return minio.get();
        } catch (RuntimeException e) {
            // An engine without a way to the image, for one. The tests can still run; but not without a word.
            System.out.println(
                    "MinIO does not start in a container (" + e.getMessage() + "): S3Proxy takes its place.");
            return S3ProxyServer.start(folder);
        }
    }
}
