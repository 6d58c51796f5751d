package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.store.StoreFailure.Kind;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What S3's error codes mean, in the dialects of Amazon, Backblaze B2, Garage and MinIO. Garage and B2 say much by the message that others say
 * by the code.
 */
final class AnswerErrors {

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int PROXY_AUTHENTICATION = 407;

    /** B2, of storage, download and transaction caps. */
    private static final Pattern CAP = Pattern.compile("\\bcap exceeded|usage cap\\b", Pattern.CASE_INSENSITIVE);
    /** Garage refuses unknown keys and wrong secrets as AccessDenied. */
    private static final Pattern BAD_KEY = Pattern.compile("no such key: |invalid signature", Pattern.CASE_INSENSITIVE);
    /** Garage, of a request signed on another day. */
    private static final Pattern OLD_DATE = Pattern.compile("date is too old", Pattern.CASE_INSENSITIVE);

    private static final Pattern REGION = Pattern.compile("region|unexpected scope", Pattern.CASE_INSENSITIVE);
    /** Go's server and nginx, of plain HTTP where they expect TLS. */
    private static final Pattern WANTS_TLS =
            Pattern.compile("HTTP request (to an HTTPS server|was sent to HTTPS port)", Pattern.CASE_INSENSITIVE);

    private final S3Target target;
    private final S3Region region;
    private final String endpoint;
    private final String bucket;

    AnswerErrors(S3Target target, S3Region region) {
        this.target = requireNonNull(target, "target is null");
        this.region = requireNonNull(region, "region is null");
        this.endpoint = target.location().endpoint();
        this.bucket = target.location().bucket();
    }

    StoreFailure of(S3Answer answer) {
        Kind kind = kind(answer);
        StoreFailure failure = StoreFailure.of(kind, endpoint, sentence(kind, answer));
        return kind == Kind.WRONG_REGION
                ? answer.region().map(failure::withRegion).orElse(failure)
                : failure;
    }

    private Kind kind(S3Answer answer) {
        String text = answer.message();
        return switch (answer.code()) {
            case "NoSuchBucket" -> Kind.BUCKET_MISSING;
            case "InvalidAccessKeyId",
                    "SignatureDoesNotMatch",
                    "ExpiredToken",
                    "InvalidToken",
                    "TokenRefreshRequired",
                    "InvalidSecurity" -> Kind.CREDENTIALS_REFUSED;
            case "RequestTimeTooSkewed", "RequestExpired" -> Kind.CLOCK_SKEW;
            case "PermanentRedirect", "TemporaryRedirect", "InvalidRegion", "IllegalLocationConstraintException" ->
                Kind.WRONG_REGION;
            case "AuthorizationHeaderMalformed" ->
                answer.region().isPresent() || REGION.matcher(text).find()
                        ? Kind.WRONG_REGION
                        : Kind.CREDENTIALS_REFUSED;
            case "AccessDenied", "AllAccessDisabled", "AccountProblem", "UnauthorizedAccess", "InvalidPayer" ->
                denied(text);
            default -> OLD_DATE.matcher(text).find() ? Kind.CLOCK_SKEW : byStatus(answer);
        };
    }

    private static Kind denied(String message) {
        if (CAP.matcher(message).find()) {
            return Kind.CAP_EXCEEDED;
        }
        return BAD_KEY.matcher(message).find() ? Kind.CREDENTIALS_REFUSED : Kind.ACCESS_DENIED;
    }

    private Kind byStatus(S3Answer answer) {
        int status = answer.status();
        if (status >= 500 || status == TOO_MANY_REQUESTS) {
            return Kind.SERVER_ERROR;
        }
        if (status == PROXY_AUTHENTICATION) {
            return Kind.PROXY_FAILED;
        }
        if (status == 401 || status == 403) {
            return CAP.matcher(answer.message()).find() ? Kind.CAP_EXCEEDED : Kind.ACCESS_DENIED;
        }
        if (answer.isS3()) {
            return Kind.UNEXPECTED;
        }
        if (status / 100 == 3 && answer.regionHeader().isPresent()) {
            return Kind.WRONG_REGION;
        }
        boolean redirectsToTls =
                answer.redirect().map(it -> it.startsWith("https:")).orElse(false);
        return target.peer().isPlain() && (redirectsToTls || wantsTls(answer.body())) ? Kind.TLS_NEEDED : Kind.NOT_S3;
    }

    /** Whether a server says that it was spoken to without TLS. */
    static boolean wantsTls(String body) {
        return WANTS_TLS.matcher(body).find();
    }

    private String sentence(Kind kind, S3Answer answer) {
        return switch (kind) {
            case BUCKET_MISSING -> endpoint + " has no bucket " + bucket + ": create it, or correct RESTIC_REPOSITORY.";
            case CREDENTIALS_REFUSED ->
                endpoint + " does not accept the keys" + words(answer)
                        + ": check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.";
            case ACCESS_DENIED ->
                endpoint + " does not allow this in bucket " + bucket + words(answer)
                        + ": let the key list, read, write and delete there.";
            case CAP_EXCEEDED ->
                endpoint + " refuses because a cap of the account is reached" + words(answer)
                        + ": raise it, or wait until it is counted anew.";
            case WRONG_REGION -> wrongRegion(answer);
            case CLOCK_SKEW ->
                endpoint + " refuses because our clock and its own differ too much: mend time synchronisation.";
            case TLS_NEEDED -> ConnectionErrors.tlsNeeded(endpoint);
            case SERVER_ERROR ->
                endpoint + " can't answer now (" + answer.status() + words(answer, " ")
                        + "): look at the store if it lasts.";
            case PROXY_FAILED -> ConnectionErrors.proxyFailed(endpoint, "it wants other credentials");
            case NOT_S3 -> S3Errors.notS3(endpoint).message();
            default ->
                endpoint + " answered with an error of no known meaning (" + answer.status() + words(answer, " ")
                        + ").";
        };
    }

    private String wrongRegion(S3Answer answer) {
        Optional<String> named = answer.region();
        return endpoint + " refuses requests signed for region " + region.name()
                + named.map(it -> ", its own is " + it + ": set " + S3Region.VARIABLE + " to " + it + ".")
                        .orElse(": set " + S3Region.VARIABLE
                                + " to the store's (Garage: its s3_region, often garage).");
    }

    private String words(S3Answer answer) {
        String words = words(answer, "");
        return words.isEmpty() ? "" : " (" + words + ")";
    }

    /** What the store itself said, on one line, without the keys. */
    private String words(S3Answer answer, String before) {
        String text = answer.isS3() ? answer.code() + ": " + answer.message() : answer.message();
        String line = target.credentials().masked(text.replaceAll("\\s+", " ").strip());
        String bounded = line.length() > 200 ? line.substring(0, 200) + "..." : line;
        return bounded.isEmpty() ? "" : before + bounded.replaceAll("[.:]+$", "");
    }
}
