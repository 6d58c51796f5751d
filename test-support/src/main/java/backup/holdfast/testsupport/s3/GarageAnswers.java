package backup.holdfast.testsupport.s3;

/**
 * Garage's refusals, by its documentation of compatible clients and the answers people quote in bug reports. Every error names Garage's own
 * region; unknown keys and wrong secrets are AccessDenied.
 */
public final class GarageAnswers {

    /** Its default, {@code s3_region} in {@code garage.toml}. */
    public static final String REGION = "garage";

    private GarageAnswers() {}

    /** Signed for another region; the message quotes the scope of the signature. */
    public static ScriptedAnswer unexpectedScope(String signedFor) {
        return error(
                400,
                "AuthorizationHeaderMalformed",
                "Authorization header malformed, unexpected scope: 20261120/" + signedFor + "/s3/aws4_request");
    }

    /** It quotes the key. */
    public static ScriptedAnswer unknownKey(String accessKey) {
        return error(403, "AccessDenied", "Forbidden: No such key: " + accessKey);
    }

    public static ScriptedAnswer wrongSecret() {
        return error(403, "AccessDenied", "Forbidden: Invalid signature");
    }

    /** The key is good, but nobody allowed it this bucket. */
    public static ScriptedAnswer notAllowed() {
        return error(403, "AccessDenied", "Forbidden: Operation is not allowed for this key.");
    }

    public static ScriptedAnswer noSuchBucket(String bucket) {
        return error(404, "NoSuchBucket", "Bucket not found: " + bucket);
    }

    /** Its clock is more than a day ahead of the client's. */
    public static ScriptedAnswer oldDate() {
        return error(400, "InvalidRequest", "Bad request: Date is too old");
    }

    /** Too few nodes of the cluster answer. */
    public static ScriptedAnswer noQuorum() {
        return error(
                503,
                "ServiceUnavailable",
                "Internal error: Could not reach quorum of 2. 1 of 3 request succeeded, others returned errors");
    }

    private static ScriptedAnswer error(int status, String code, String message) {
        return ScriptedAnswer.xml(
                status,
                "<Error><Code>" + code + "</Code><Message>" + message + "</Message><Resource>/</Resource><Region>"
                        + REGION + "</Region></Error>");
    }
}
