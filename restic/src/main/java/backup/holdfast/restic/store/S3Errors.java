package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.store.StoreFailure.Kind;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;

/** What the SDK's exceptions mean. */
final class S3Errors {

    private final S3Target target;
    private final S3Region region;

    S3Errors(S3Target target, S3Region region) {
        this.target = requireNonNull(target, "target is null");
        this.region = requireNonNull(region, "region is null");
    }

    static StoreFailure notS3(String endpoint) {
        return StoreFailure.of(
                Kind.NOT_S3,
                endpoint,
                endpoint + " answers, but not as an S3 service does: check host and port in RESTIC_REPOSITORY.");
    }

    /** @param body the text of the refusal */
    StoreFailure of(SdkException failure, String body) {
        if (failure instanceof AwsServiceException answer) {
            return ofAnswer(answer, body);
        }
        return isAborted(failure)
                ? StoreFailure.of(
                        Kind.CANCELLED,
                        target.location().endpoint(),
                        ConnectionErrors.interrupted(target.location().endpoint()))
                : new ConnectionErrors(target.peer()).of(failure);
    }

    /** The SDK's word for an interruption. */
    private static boolean isAborted(SdkException failure) {
        return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(AbortedException.class::isInstance);
    }

    private StoreFailure ofAnswer(AwsServiceException answer, String body) {
        Optional<AwsErrorDetails> details = Optional.ofNullable(answer.awsErrorDetails());
        SdkHttpResponse http = details.map(AwsErrorDetails::sdkHttpResponse)
                .orElseGet(() -> SdkHttpResponse.builder()
                        .statusCode(answer.statusCode())
                        .build());
        S3Answer read = new S3Answer(
                answer.statusCode(),
                details.map(AwsErrorDetails::errorCode).orElse(""),
                details.map(AwsErrorDetails::errorMessage).orElse(""),
                body,
                http.firstMatchingHeader("x-amz-bucket-region"),
                http.firstMatchingHeader("Location"));
        return new AnswerErrors(target, region)
                .of(read)
                .withStoreTime(http.firstMatchingHeader("Date").flatMap(HttpDate::parse));
    }
}
