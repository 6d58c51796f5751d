package backup.holdfast.embedded;

import java.net.URI;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** An S3 server in this JVM, keeping its buckets in a folder, at a free port of 127.0.0.1. */
final class EmbeddedS3 implements AutoCloseable {
    private static final String ACCESS_KEY = "quickstart";
    private static final String SECRET_KEY = "quickstart-secret";

    private final S3Proxy server;

    private EmbeddedS3(S3Proxy server) {
        this.server = server;
    }

    static EmbeddedS3 start(Path folder) {
        S3Proxy server = S3Proxy.builder()
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
                .blobStore(new FilesystemNio2BlobStore(folder.toString()))
                .build();
        try {
            server.start();
        } catch (Exception e) { // The library declares no narrower one.
            throw new IllegalStateException("the S3 server does not start: " + e.getMessage(), e);
        }
        return new EmbeddedS3(server);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    String accessKey() {
        return ACCESS_KEY;
    }

    String secretKey() {
        return SECRET_KEY;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) { // The library declares no narrower one.
            throw new IllegalStateException("the S3 server does not stop: " + e.getMessage(), e);
        }
    }
}
