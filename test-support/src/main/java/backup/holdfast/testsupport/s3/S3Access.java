package backup.holdfast.testsupport.s3;

import static java.util.Objects.requireNonNull;

import java.net.URI;

/** Where an S3 server is and the keys it takes. The text form hides the secret one. */
public record S3Access(URI endpoint, String accessKey, String secretKey) {

    public S3Access {
        requireNonNull(endpoint, "endpoint is null");
        requireNonNull(accessKey, "accessKey is null");
        requireNonNull(secretKey, "secretKey is null");
    }

    /** The same keys by way of another address, such as a proxy's. */
    public S3Access via(URI other) {
        return new S3Access(other, accessKey, secretKey);
    }

    @Override
    public String toString() {
        return "S3Access[endpoint=" + endpoint + ", accessKey=" + accessKey + ", secretKey=***]";
    }
}
