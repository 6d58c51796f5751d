package backup.holdfast.restic.result;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Causes only restic's prose tells. The texts are restic's, its S3 library's, the stores' and the operating system's; the first
 * rule that matches wins, so the narrower ones come first. A text no rule knows is no cause, never an error.
 */
enum ProseCause {
    NO_SPACE(
            FailureKind.NO_SPACE,
            "no space left on device|disk quota exceeded|XMinioStorageFull|minimum free drive threshold|"
                    + "QuotaExceeded|507 Insufficient Storage"),
    TEMP_DIRECTORY(FailureKind.TEMP_DIRECTORY_UNUSABLE, "restic-(temp|check-cache|cache-tmp)-[^ ]*: |TempFile: "),
    CLOCK_SKEW(FailureKind.CLOCK_SKEW, "RequestTimeTooSkewed|difference between the request time and "),
    WRONG_REGION(
            FailureKind.WRONG_REGION,
            "AuthorizationHeaderMalformed|authorization header is malformed|region '[^']*' is wrong|unexpected scope|"
                    + "PermanentRedirect|must be addressed using the specified endpoint"),
    BUCKET_MISSING(
            FailureKind.BUCKET_MISSING,
            "NoSuchBucket|[Ss]pecified bucket does not exist|ContainerNotFound|specified container does not exist|"
                    + "bucket doesn't exist"),
    CERTIFICATE(
            FailureKind.CERTIFICATE_UNTRUSTED,
            "x509: |HTTP response to HTTPS client|failed to verify certificate|"
                    + "remote error: tls: (bad|unknown|expired) certificate"),
    ACCESS_DENIED(
            FailureKind.ACCESS_DENIED,
            "Access Denied|AccessDenied|InvalidAccessKeyId|Access Key Id you provided does not exist|"
                    + "SignatureDoesNotMatch|request signature we calculated does not match|ExpiredToken|InvalidToken|"
                    + "token has expired|AuthenticationFailed|no credentials found|403 Forbidden|401 Unauthorized|"
                    + "unexpected HTTP response \\((401|403)\\)|"
                    + "(unable to open (config file|repository)|create lock in backend|<(lock|config|key|index|snapshot|data)/)"
                    + ".*: (permission denied|read-only file system)|"
                    // A folder that can be read only: what restic says of each attempt to write its lock.
                    + "/locks/[0-9a-f]{64}-tmp-[0-9]+: (permission denied|read-only file system)"),
    UNREACHABLE(
            FailureKind.UNREACHABLE,
            "dial (tcp|udp)|connection refused|connection reset by peer|no such host|i/o timeout|network is unreachable|"
                    + "no route to host|TLS handshake timeout|server misbehaving|Client\\.Timeout exceeded|"
                    + "context deadline exceeded|stale (NFS )?file handle|host is down|"
                    + "transport endpoint is not connected|unable to start the sftp session|subprocess ssh: |"
                    + "Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out|"
                    + "Service is unable to handle request|"
                    + "unexpected HTTP response \\(5\\d\\d\\)|SlowDown|reduce your request rate|"
                    + "We encountered an internal error"),
    REQUEST_REJECTED(FailureKind.REQUEST_REJECTED, "400 Bad Request"),
    REPOSITORY_UNSUPPORTED(FailureKind.REPOSITORY_UNSUPPORTED, "unsupported repository version"),
    REPOSITORY_EXISTS(FailureKind.REPOSITORY_EXISTS, "already initialized|config file already exists"),
    PASSWORD_MISSING(
            FailureKind.PASSWORD_MISSING,
            "empty password is not|Resolving password failed|unable to read (the )?(repository )?password"),
    SNAPSHOT_NOT_FOUND(
            FailureKind.SNAPSHOT_NOT_FOUND,
            "failed to find snapshot|could not find snapshot|no snapshot found|no matching ID found"),
    PATH_NOT_FOUND(FailureKind.PATH_NOT_FOUND, "^path .*: not found$|not found in snapshot"),
    SOURCE_MISSING(FailureKind.SOURCE_MISSING, "all (source|target) directories/files do not exist"),
    TARGET_UNUSABLE(FailureKind.TARGET_UNUSABLE, "cannot create target directory"),
    REPOSITORY_DAMAGED(
            FailureKind.REPOSITORY_DAMAGED,
            "repository contains errors|ciphertext verification failed|not found in (index|repository)|"
                    + "is damaged|data returned .* invalid|invalid data returned|unexpected pack id|"
                    + "(could not|unable to|failed to|error) load(ing)? (the )?index|"
                    + "(Load|ReadFull)\\(<(data|index|snapshot|key)/.*(no such file or directory|does not exist)"),
    USAGE(
            FailureKind.USAGE,
            "unknown (shorthand )?flag|unknown command|invalid argument |unknown feature flag|"
                    + "Please specify repository location|invalid backend");

    private final FailureKind kind;
    private final Pattern pattern;

    ProseCause(FailureKind kind, String pattern) {
        this.kind = kind;
        this.pattern = Pattern.compile(pattern);
    }

    /** The cause the first of {@code texts} that tells one tells. */
    static Optional<FailureKind> of(List<String> texts) {
        for (String text : texts) {
            for (ProseCause cause : values()) {
                if (cause.pattern.matcher(text).find()) {
                    return Optional.of(cause.kind);
                }
            }
        }
        return Optional.empty();
    }
}
