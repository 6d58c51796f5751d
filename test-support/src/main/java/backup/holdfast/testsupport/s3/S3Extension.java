package backup.holdfast.testsupport.s3;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.files.FileTrees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Carries out {@link S3Test}. */
final class S3Extension implements ParameterResolver {

    private static final Namespace STORE = Namespace.create(S3Extension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == S3Bucket.class || type == CountingProxy.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        S3TestServer server = requireNonNull(context.getRoot()
                        .getStore(STORE)
                        .computeIfAbsent("server", key -> SharedServer.start(), SharedServer.class))
                .server();
        if (parameter.getParameter().getType() == CountingProxy.class) {
            return requireNonNull(context.getStore(STORE)
                    .computeIfAbsent(
                            "proxy", key -> CountingProxy.start(server.access().endpoint()), CountingProxy.class));
        }
        return requireNonNull(context.getStore(STORE)
                        .computeIfAbsent("bucket", key -> TestBucket.create(server), TestBucket.class))
                .bucket();
    }

    private record SharedServer(S3TestServer server, Path folder) implements AutoCloseable {

        static SharedServer start() {
            try {
                Path folder = Files.createTempDirectory("holdfast-s3-");
                return new SharedServer(S3TestServer.choose(System.getenv(), folder), folder);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot make a folder for S3", e);
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
            FileTrees.delete(folder);
        }
    }

    private record TestBucket(S3TestServer server, S3Bucket bucket) implements AutoCloseable {

        static TestBucket create(S3TestServer server) {
            String name = "t-" + UUID.randomUUID();
            server.createBucket(name);
            return new TestBucket(server, new S3Bucket(server.access(), name));
        }

        @Override
        public void close() {
            server.deleteBucket(bucket.name());
        }
    }
}
