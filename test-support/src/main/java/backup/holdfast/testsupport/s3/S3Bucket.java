package backup.holdfast.testsupport.s3;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** A bucket for one test: it is there and empty when the test starts, and goes after it. */
public record S3Bucket(S3Access access, String name) {

    public S3Bucket {
        requireNonNull(access, "access is null");
        requireNonNull(name, "name is null");
    }

    /** The repository below this path of the bucket, as restic writes it: {@code s3:http://host:port/bucket/path}. */
    public String resticRepository(String path) {
        return "s3:" + access.endpoint() + "/" + name + "/" + path;
    }

    /** The variables restic and other clients take their keys from. */
    public Map<String, String> environment() {
        return Map.of("AWS_ACCESS_KEY_ID", access.accessKey(), "AWS_SECRET_ACCESS_KEY", access.secretKey());
    }

    /** Copies the files below a folder into it, below this path. */
    public void upload(Path folder, String path) throws IOException {
        try (BucketClient client = new BucketClient(access);
                Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> client.put(name, path + "/" + folder.relativize(file), file));
        }
    }

    /** The same bucket through a proxy that stands in front of its server. */
    public S3Bucket via(CountingProxy proxy) {
        return new S3Bucket(access.via(proxy.endpoint()), name);
    }
}
