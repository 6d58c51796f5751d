package backup.holdfast.testsupport.s3;

/** Amazon's refusals, by the list of error responses in its S3 API reference and the answers people quote in bug reports. */
public final class AmazonAnswers {

    private AmazonAnswers() {}

    /** The bucket was asked for at the endpoint of another region. */
    public static ScriptedAnswer permanentRedirect(String bucket, String region) {
        return error(
                        301,
                        "PermanentRedirect",
                        "The bucket you are attempting to access must be addressed using the specified endpoint. Please send"
                                + " all future requests to this endpoint.",
                        "<Endpoint>" + bucket + ".s3." + region + ".amazonaws.com</Endpoint><Bucket>" + bucket
                                + "</Bucket>")
                .withHeader("x-amz-bucket-region", region);
    }

    /** Signed for another region than the endpoint's. */
    public static ScriptedAnswer wrongRegion(String signedFor, String region) {
        return error(
                400,
                "AuthorizationHeaderMalformed",
                "The authorization header is malformed; the region '" + signedFor + "' is wrong; expecting '" + region
                        + "'",
                "<Region>" + region + "</Region>");
    }

    public static ScriptedAnswer noSuchBucket(String bucket) {
        return error(
                404, "NoSuchBucket", "The specified bucket does not exist", "<BucketName>" + bucket + "</BucketName>");
    }

    public static ScriptedAnswer noSuchKey() {
        return error(404, "NoSuchKey", "The specified key does not exist.", "");
    }

    public static ScriptedAnswer accessDenied() {
        return error(403, "AccessDenied", "Access Denied", "");
    }

    /** It quotes the key. */
    public static ScriptedAnswer unknownKey(String accessKey) {
        return error(
                403,
                "InvalidAccessKeyId",
                "The AWS Access Key Id you provided does not exist in our records.",
                "<AWSAccessKeyId>" + accessKey + "</AWSAccessKeyId>");
    }

    /** The secret key is another one. */
    public static ScriptedAnswer wrongSecret(String accessKey) {
        return error(
                403,
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided. Check your key and signing"
                        + " method.",
                "<AWSAccessKeyId>" + accessKey + "</AWSAccessKeyId>");
    }

    public static ScriptedAnswer expiredToken() {
        return error(400, "ExpiredToken", "The provided token has expired.", "");
    }

    /** Clocks more than a quarter of an hour apart. */
    public static ScriptedAnswer clockSkew() {
        return error(
                403,
                "RequestTimeTooSkewed",
                "The difference between the request time and the current time is too large.",
                "<MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds>");
    }

    public static ScriptedAnswer slowDown() {
        return error(503, "SlowDown", "Please reduce your request rate.", "");
    }

    public static ScriptedAnswer internalError() {
        return error(500, "InternalError", "We encountered an internal error. Please try again.", "");
    }

    private static ScriptedAnswer error(int status, String code, String message, String details) {
        return ScriptedAnswer.xml(
                        status,
                        "<Error><Code>" + code + "</Code><Message>" + message + "</Message>" + details
                                + "<RequestId>4442587FB7D0A2F9</RequestId><HostId>bm90IGEgaG9zdA==</HostId></Error>")
                .withHeader("Server", "AmazonS3");
    }
}
