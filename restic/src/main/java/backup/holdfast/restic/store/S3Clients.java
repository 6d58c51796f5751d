package backup.holdfast.restic.store;

import java.time.Clock;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.signer.AwsSignerExecutionAttribute;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.utils.StringInputStream;

/**
 * Makes clients that every dialect of S3 understands: buckets in the path, no checksums nobody asked for, and nothing taken from this
 * machine's AWS configuration, which restic does not read. They try once, as the SDK would otherwise correct a wrong clock by itself and
 * hide what restic trips over.
 */
final class S3Clients {

    private S3Clients() {}

    /** @param clock what requests are dated by; the SDK has no other setting for it yet than one it wants to replace */
    @SuppressWarnings("deprecation")
    static S3Client create(S3Target target, S3Region region, Clock clock, ErrorBody body) {
        ProfileFile nothing = ProfileFile.builder()
                .type(ProfileFile.Type.CONFIGURATION)
                .content(new StringInputStream(""))
                .build();
        return S3Client.builder()
                .endpointOverride(region.endpoint(target.endpoint()))
                .region(Region.of(region.name()))
                .credentialsProvider(StaticCredentialsProvider.create(credentials(target.credentials())))
                .httpClient(UrlConnectionHttpClient.create(target.route()::createConnection))
                .forcePathStyle(true)
                .dualstackEnabled(false)
                .fipsEnabled(false)
                .crossRegionAccessEnabled(false)
                .disableS3ExpressSessionAuth(true)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(configuration -> configuration
                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                        .addExecutionInterceptor(body)
                        .defaultProfileFile(nothing)
                        .defaultProfileName("default")
                        .putExecutionAttribute(AwsSignerExecutionAttribute.SIGNING_CLOCK, clock))
                .build();
    }

    private static AwsCredentials credentials(S3Credentials credentials) {
        Optional<String> token = credentials.sessionToken();
        return token.isPresent()
                ? AwsSessionCredentials.create(credentials.accessKey(), credentials.secretKey(), token.get())
                : AwsBasicCredentials.create(credentials.accessKey(), credentials.secretKey());
    }
}
