package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/** What S3 requests are signed with. The text form hides all of it. */
record S3Credentials(String accessKey, String secretKey, Optional<String> sessionToken) {

    private static final String MASK = "***";

    S3Credentials {
        requireNonNull(accessKey, "accessKey is null");
        requireNonNull(secretKey, "secretKey is null");
        requireNonNull(sessionToken, "sessionToken is null");
    }

    /** A text without any of them: stores quote the key they refuse. */
    String masked(String text) {
        String masked = text.replace(secretKey, MASK).replace(accessKey, MASK);
        return sessionToken.map(token -> masked.replace(token, MASK)).orElse(masked);
    }

    @Override
    public String toString() {
        return "S3Credentials[" + MASK + "]";
    }
}
