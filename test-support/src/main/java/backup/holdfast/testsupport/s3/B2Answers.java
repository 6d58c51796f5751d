package backup.holdfast.testsupport.s3;

import java.util.Map;

/**
 * The refusals of Backblaze B2's S3-compatible API, by its documentation (application keys, caps and alerts, error codes) and the answers
 * people quote in bug reports. B2 has no code of its own for caps and for keys limited to a bucket: the message says it.
 */
public final class B2Answers {

    private B2Answers() {}

    /** A key limited to one bucket asks for another, or for the list of all. */
    public static ScriptedAnswer notEntitled() {
        return error(403, "AccessDenied", "not entitled");
    }

    /** A cap on transactions, downloads or storage is reached; the first word says which. */
    public static ScriptedAnswer capExceeded(String what) {
        return error(403, "AccessDenied", what + " cap exceeded, see the Caps &amp; Alerts page to increase your cap.");
    }

    public static ScriptedAnswer unknownKey(String accessKey) {
        return error(403, "InvalidAccessKeyId", "The key '" + accessKey + "' is not valid");
    }

    public static ScriptedAnswer wrongSecret() {
        return error(403, "SignatureDoesNotMatch", "Signature validation failed");
    }

    public static ScriptedAnswer noSuchBucket(String bucket) {
        return error(404, "NoSuchBucket", "The specified bucket does not exist: " + bucket);
    }

    /** Ordinary on a busy day; clients are to come again. */
    public static ScriptedAnswer slowDown() {
        return error(503, "SlowDown", "Please reduce your request rate.").withHeader("Retry-After", "1");
    }

    /** A deletion without a version hides the object: it leaves the lists, its versions stay and are billed. */
    public static ScriptedAnswer hidden() {
        return new ScriptedAnswer(204, Map.of("x-amz-delete-marker", "true"), "");
    }

    private static ScriptedAnswer error(int status, String code, String message) {
        return ScriptedAnswer.xml(status, "<Error><Code>" + code + "</Code><Message>" + message + "</Message></Error>");
    }
}
