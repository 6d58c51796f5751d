package backup.holdfast.restic.store;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.restic.model.LockId;
import backup.holdfast.restic.repository.Repository;
import backup.holdfast.restic.store.RepositoryPresence.Absent;
import backup.holdfast.restic.store.StoreFailure.Kind;
import backup.holdfast.restic.store.StoreResult.Answered;
import backup.holdfast.testsupport.s3.S3Request;
import backup.holdfast.testsupport.s3.ScriptedAnswer;
import backup.holdfast.testsupport.s3.ScriptedS3;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that speak restic's REST protocol in other ways than its own does today, and those that do not speak it at all. */
@Timeout(60)
class RestAnswersIT {

    private static final LockId OLD = new LockId("0a".repeat(32));
    private static final LockId YOUNG = new LockId("1b".repeat(32));
    private static final ScriptedAnswer NOT_FOUND = text(404, "Not Found");
    private static final ScriptedAnswer NOTHING = text(200, "[]");

    @Test
    void shouldDateLocksByTheServerWhereItTells() {
        Instant now = Instant.now();
        Function<S3Request, ScriptedAnswer> script = request -> {
            if (request.method().equals("GET")) {
                return text(
                        200,
                        "[{\"name\":\"" + YOUNG + "\",\"size\":7},{\"size\":9,\"more\":{},\"name\":\"" + OLD
                                + "\"},{\"name\":\"other\",\"size\":1}]");
            }
            return modified(
                    now.minus(request.target().endsWith(OLD.value()) ? Duration.ofHours(2) : Duration.ofMinutes(3)));
        };

        StoredLocks locks = ask(script, store -> store.locks().answer().orElseThrow());

        assertThat(locks.locks()).extracting(StoredLock::id).containsExactly(OLD, YOUNG);
        assertThat(locks.locks()).extracting(StoredLock::bytes).containsExactly(9L, 7L);
        assertThat(locks.locks().get(0).age().orElseThrow())
                .isBetween(Duration.ofMinutes(119), Duration.ofMinutes(121));
        assertThat(locks.locks().get(1).age().orElseThrow()).isBetween(Duration.ofMinutes(2), Duration.ofMinutes(4));
    }

    @Test
    void shouldBelieveNoDateFromBeforeThereWasRestic() {
        Function<S3Request, ScriptedAnswer> script =
                request -> request.method().equals("GET") ? list(OLD) : modified(Instant.EPOCH);

        assertThat(ask(script, store -> store.locks().answer().orElseThrow()).locks())
                .containsExactly(StoredLock.undated(OLD, 7));
    }

    @Test
    void shouldReadListsOfNamesAloneAndOfNothing() {
        Function<S3Request, ScriptedAnswer> names = request -> text(200, "[\"" + OLD + "\"]");

        assertThat(ask(names, store -> store.locks().answer().orElseThrow()).locks())
                .containsExactly(StoredLock.undated(OLD, 0));
        assertThat(kind(ask(names, RepositoryStore::sizes))).isEqualTo(Kind.UNEXPECTED);
        assertThat(ask(
                                request -> text(200, "null"),
                                store -> store.locks().answer().orElseThrow())
                        .locks())
                .isEmpty();
    }

    @Test
    void shouldCallNothingWhatIsListedAsNothing() {
        StoreResult<RepositoryPresence> presence =
                ask(request -> isConfig(request) ? NOT_FOUND : NOTHING, RepositoryStore::presence);

        assertThat(presence).isEqualTo(new Answered<>(new Absent()));
    }

    static Stream<Arguments> strangers() {
        ScriptedAnswer onlyPost = new ScriptedAnswer(405, Map.of("Allow", "POST"), "");
        Function<S3Request, ScriptedAnswer> nothingAnywhere = request -> NOT_FOUND;
        Function<S3Request, ScriptedAnswer> errorsAreNothing =
                request -> request.target().equals("/app/") ? onlyPost : NOT_FOUND;
        Function<S3Request, ScriptedAnswer> somePartsUnknown =
                request -> isConfig(request) || request.target().endsWith("/data/") ? NOT_FOUND : NOTHING;
        Function<S3Request, ScriptedAnswer> pages = request -> ScriptedAnswer.html(200, "<html>Hello</html>");
        Function<S3Request, ScriptedAnswer> folders =
                request -> isConfig(request) ? NOT_FOUND : text(200, "<a href='x'>x</a>");
        Function<S3Request, ScriptedAnswer> documents =
                request -> isConfig(request) ? NOT_FOUND : text(200, "{\"name\":\"x\"}");
        Function<S3Request, ScriptedAnswer> elsewhere = request -> ScriptedAnswer.redirect("http://127.0.0.1:1/app/");
        Function<S3Request, ScriptedAnswer> toTls = request -> ScriptedAnswer.redirect("https://127.0.0.1:1/app/");
        Function<S3Request, ScriptedAnswer> forbidden = request -> text(403, "Forbidden");
        Function<S3Request, ScriptedAnswer> broken =
                request -> isConfig(request) ? NOT_FOUND : text(500, "Internal Server Error");
        return Stream.of(
                Arguments.of("any web server", nothingAnywhere, Kind.NO_PROOF),
                Arguments.of("a REST server before 0.12", errorsAreNothing, Kind.NO_PROOF),
                Arguments.of("one that does not know a part", somePartsUnknown, Kind.NO_PROOF),
                Arguments.of("one with a page for everything", pages, Kind.NOT_REST),
                Arguments.of("one that shows folders", folders, Kind.NOT_REST),
                Arguments.of("another API", documents, Kind.NOT_REST),
                Arguments.of("one that leads elsewhere", elsewhere, Kind.NOT_REST),
                Arguments.of("one that wants TLS", toTls, Kind.TLS_NEEDED),
                Arguments.of("one that forbids it", forbidden, Kind.ACCESS_DENIED),
                Arguments.of("one that is broken", broken, Kind.SERVER_ERROR));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("strangers")
    void shouldNeverCallAbsentWhatAServerDoesNotVouchFor(
            String name, Function<S3Request, ScriptedAnswer> script, Kind expected) {
        assertThat(kind(ask(script, RepositoryStore::presence))).as(name).isEqualTo(expected);
    }

    @Test
    void shouldLetTheListDecideWhereALockIsNotFound() {
        assertThat(removal(notFoundAnd(list(YOUNG)))).isEqualTo(new Answered<>(OLD));
        assertThat(kind(removal(notFoundAnd(list(OLD))))).isEqualTo(Kind.UNEXPECTED);
        assertThat(kind(removal(notFoundAnd(NOT_FOUND)))).isEqualTo(Kind.NO_PROOF);
        assertThat(kind(removal(request -> text(403, "Forbidden")))).isEqualTo(Kind.ACCESS_DENIED);
    }

    private static StoreResult<LockId> removal(Function<S3Request, ScriptedAnswer> script) {
        return ask(script, store -> store.removeLock(OLD));
    }

    private static Function<S3Request, ScriptedAnswer> notFoundAnd(ScriptedAnswer list) {
        return request -> request.method().equals("GET") ? list : NOT_FOUND;
    }

    private static <T> T ask(Function<S3Request, ScriptedAnswer> script, Function<RepositoryStore, T> question) {
        try (ScriptedS3 server = ScriptedS3.start(asked -> script.apply(asked.request()));
                RepositoryStore store = Stores.open(
                        Repository.from(Map.of("RESTIC_REPOSITORY", "rest:" + server.endpoint() + "/app/")))) {
            return question.apply(store);
        }
    }

    private static Kind kind(StoreResult<?> result) {
        return Stores.failure(result).kind();
    }

    private static boolean isConfig(S3Request request) {
        return request.target().endsWith("/config");
    }

    private static ScriptedAnswer list(LockId lock) {
        return text(200, "[{\"name\":\"" + lock + "\",\"size\":7}]");
    }

    private static ScriptedAnswer modified(Instant time) {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.UTC));
        return new ScriptedAnswer(200, Map.of("Last-Modified", date), "");
    }

    private static ScriptedAnswer text(int status, String body) {
        return new ScriptedAnswer(status, Map.of("Content-Type", "text/plain"), body);
    }
}
