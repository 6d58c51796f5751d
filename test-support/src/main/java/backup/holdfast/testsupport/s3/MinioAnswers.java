package backup.holdfast.testsupport.s3;

/** MinIO's refusals, by its published list of error codes and the answers people quote in bug reports. */
public final class MinioAnswers {

    private MinioAnswers() {}

    /** It has just started, or its drives are missing. */
    public static ScriptedAnswer notInitialised() {
        return error(503, "XMinioServerNotInitialized", "Server not initialized yet, please try again.");
    }

    public static ScriptedAnswer noSuchBucket() {
        return error(404, "NoSuchBucket", "The specified bucket does not exist");
    }

    public static ScriptedAnswer accessDenied() {
        return error(403, "AccessDenied", "Access Denied.");
    }

    public static ScriptedAnswer unknownKey() {
        return error(403, "InvalidAccessKeyId", "The Access Key Id you provided does not exist in our records.");
    }

    public static ScriptedAnswer clockSkew() {
        return error(
                403,
                "RequestTimeTooSkewed",
                "The difference between the request time and the server's time is too large.");
    }

    /** Where {@code MINIO_SITE_REGION} is set. */
    public static ScriptedAnswer wrongRegion(String region) {
        return error(
                400,
                "AuthorizationHeaderMalformed",
                "The authorization header is malformed; the region is wrong; expecting '" + region + "'.");
    }

    /** It is asked for more than it does at once. */
    public static ScriptedAnswer slowDown() {
        return error(503, "SlowDownRead", "Resource requested is unreadable, please reduce your request rate");
    }

    private static ScriptedAnswer error(int status, String code, String message) {
        return ScriptedAnswer.xml(
                        status,
                        "<Error><Code>" + code + "</Code><Message>" + message
                                + "</Message><Resource>/</Resource><RequestId>17E1C6C4</RequestId></Error>")
                .withHeader("Server", "MinIO");
    }
}
