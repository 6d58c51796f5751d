package backup.holdfast.restic;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.restic.event.ResticEvent;
import backup.holdfast.restic.event.ResticEventListener;
import backup.holdfast.restic.process.Cancellation;
import backup.holdfast.restic.process.SystemProcessLauncher;
import backup.holdfast.restic.repository.Repository;
import backup.holdfast.restic.result.FailureKind;
import backup.holdfast.restic.result.ResticFailure;
import backup.holdfast.restic.result.ResticResult;
import backup.holdfast.restic.result.RetryNotice;
import backup.holdfast.testsupport.tools.ResticSeries;
import backup.holdfast.testsupport.tools.Tools;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a real restic makes of the errors S3 services answer with, played by a server that knows nothing else. */
@ParameterizedClass
@EnumSource(
        value = ResticSeries.class,
        names = {"V0_18", "V0_19"})
@Timeout(60)
class StoreErrorsIT {

    private static final RunControl CONTROL = RunControl.deadline(Duration.ofSeconds(40));

    private final ResticSeries series;
    private final SystemProcessLauncher launcher = new SystemProcessLauncher(Clock.systemUTC());
    private HttpServer server;

    StoreErrorsIT(ResticSeries series) {
        this.series = series;
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    404 | NoSuchKey             | The specified key does not exist.                                          | REPOSITORY_MISSING
                    404 | NoSuchBucket          | The specified bucket does not exist                                        | BUCKET_MISSING
                    403 | AccessDenied          | Access Denied.                                                             | ACCESS_DENIED
                    403 | InvalidAccessKeyId    | The AWS Access Key Id you provided does not exist in our records.          | ACCESS_DENIED
                    403 | SignatureDoesNotMatch | The request signature we calculated does not match the signature you provided. | ACCESS_DENIED
                    403 | RequestTimeTooSkewed  | The difference between the request time and the current time is too large. | CLOCK_SKEW
                    """)
    void shouldNotTryForAQuarterOfAnHourWhatWillNotPass(int status, String code, String message, FailureKind kind)
            throws IOException {
        answer(status, error(code, message));

        ResticResult<?> result = open("s3", CONTROL);

        assertThat(failure(result).kind()).isEqualTo(kind);
        assertThat(result.report().elapsed()).isLessThan(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    503 | SlowDown           | Please reduce your request rate.
                    503 | ServiceUnavailable | Service is unable to handle request.
                    500 | InternalError      | We encountered an internal error, please try again.
                    502 | BadGateway         | Bad Gateway
                    """)
    void shouldLetResticTryAgainWhatMayPass(int status, String code, String message) throws IOException {
        answer(status, error(code, message));

        ResticFailure failure = failure(openUntilItTriesAgain("s3"));

        assertThat(failure.kind()).isEqualTo(FailureKind.CANCELLED);
        assertThat(failure.underlying()).contains(FailureKind.UNREACHABLE);
    }

    @ParameterizedTest
    @CsvSource({"404, REPOSITORY_MISSING", "401, ACCESS_DENIED", "403, ACCESS_DENIED"})
    void shouldTellWhatARestServerObjectsTo(int status, FailureKind kind) throws IOException {
        answer(status, "");

        assertThat(failure(open("rest", CONTROL)).kind()).isEqualTo(kind);
    }

    @Test
    void shouldLetResticTryABrokenRestServerAgain() throws IOException {
        answer(502, "");

        assertThat(failure(openUntilItTriesAgain("rest")).underlying()).contains(FailureKind.UNREACHABLE);
    }

    private static ResticFailure failure(ResticResult<?> result) {
        assertThat(result).isInstanceOf(ResticResult.Failure.class);
        return ((ResticResult.Failure<?>) result).failure();
    }

    private static String error(String code, String message) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code + "</Code><Message>" + message
                + "</Message><Resource>/bucket/config</Resource><RequestId>1</RequestId></Error>";
    }

    private ResticResult<?> openUntilItTriesAgain(String store) {
        Cancellation cancellation = new Cancellation();
        return open(store, CONTROL.withCancellation(cancellation).withListener(new ResticEventListener() {
            @Override
            public void event(ResticEvent event) {
                if (event instanceof ResticEvent.Unrecognized prose
                        && RetryNotice.parse(prose.line()).isPresent()) {
                    cancellation.cancel();
                }
            }
        }));
    }

    private ResticResult<?> open(String store, RunControl control) {
        String location = store + ":http://127.0.0.1:" + server.getAddress().getPort() + "/bucket/prefix";
        Path path = Tools.require(Tools.restic(series));
        BinaryInspection.Usable usable =
                (BinaryInspection.Usable) ResticBinary.inspect(path, launcher, InspectionMemory.NONE);
        ResticClient client = new ResticClient(
                usable.binary(),
                launcher,
                Repository.from(Map.of(
                        "RESTIC_REPOSITORY", location,
                        "RESTIC_PASSWORD", "correct horse",
                        "AWS_ACCESS_KEY_ID", "a key",
                        "AWS_SECRET_ACCESS_KEY", "a secret key")));
        return client.catConfig(control);
    }

    private void answer(int status, String body) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            boolean silent = exchange.getRequestMethod().equals("HEAD") || bytes.length == 0;
            exchange.getResponseHeaders().add("Content-Type", "application/xml");
            exchange.sendResponseHeaders(status, silent ? -1 : bytes.length);
            if (!silent) {
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(bytes);
                }
            }
            exchange.close();
        });
        server.start();
    }
}
