package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.profiles.ProfileFile;

/**
 * Where restic takes its S3 keys from, in its order: the environment by the names of AWS, then by those of MinIO, then the shared file of
 * AWS. What comes after that (the file of MinIO's client, roles of the machine) only restic itself can use.
 */
final class CredentialChain {

    private static final String ROLE = "RESTIC_AWS_ASSUME_ROLE_ARN";

    private final Map<String, String> environment;

    CredentialChain(Map<String, String> environment) {
        this.environment = requireNonNull(environment, "environment is null");
    }

    /** The variable that is missing where its counterpart is set; restic refuses to start then. */
    Optional<String> missingHalf() {
        boolean key = has("AWS_ACCESS_KEY_ID");
        boolean secret = has("AWS_SECRET_ACCESS_KEY");
        if (key == secret) {
            return Optional.empty();
        }
        return Optional.of(key ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID");
    }

    /** The keys, if there are any that are not those of a role. */
    Optional<S3Credentials> find() {
        if (has(ROLE)) {
            return Optional.empty();
        }
        return pair(first("AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY"), first("AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY"))
                .map(it -> new S3Credentials(it.accessKey(), it.secretKey(), value("AWS_SESSION_TOKEN")))
                .or(() -> pair(
                        first("MINIO_ROOT_USER", "MINIO_ACCESS_KEY"), first("MINIO_ROOT_PASSWORD", "MINIO_SECRET_KEY")))
                .or(this::fromSharedFile);
    }

    private Optional<S3Credentials> fromSharedFile() {
        return value("AWS_SHARED_CREDENTIALS_FILE")
                .map(Path::of)
                .or(() -> value("HOME").map(home -> Path.of(home, ".aws", "credentials")))
                .filter(Files::isReadable)
                .flatMap(this::fromFile);
    }

    private Optional<S3Credentials> fromFile(Path file) {
        ProfileFile profiles = ProfileFile.builder()
                .type(ProfileFile.Type.CREDENTIALS)
                .content(file)
                .build();
        return profiles.profile(value("AWS_PROFILE").orElse("default"))
                .flatMap(profile -> pair(
                                profile.property("aws_access_key_id"), profile.property("aws_secret_access_key"))
                        .map(it -> new S3Credentials(
                                it.accessKey(), it.secretKey(), profile.property("aws_session_token"))));
    }

    private static Optional<S3Credentials> pair(Optional<String> key, Optional<String> secret) {
        return key.flatMap(it -> secret.map(other -> new S3Credentials(it, other, Optional.empty())));
    }

    private Optional<String> first(String name, String otherName) {
        return value(name).or(() -> value(otherName));
    }

    private Optional<String> value(String name) {
        return Optional.ofNullable(environment.get(name)).filter(it -> !it.isEmpty());
    }

    private boolean has(String name) {
        return value(name).isPresent();
    }
}
