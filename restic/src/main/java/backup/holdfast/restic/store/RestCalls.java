package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.json.MalformedJsonException;
import backup.holdfast.restic.model.LockId;
import backup.holdfast.restic.store.RestListing.Entry;
import backup.holdfast.restic.store.RestPage.Finding;
import backup.holdfast.restic.store.RestRequests.Reading;
import backup.holdfast.restic.store.StoreResult.Answered;
import backup.holdfast.restic.store.StoreResult.Failed;
import backup.holdfast.restic.store.StoredSizes.Extent;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** The calls of restic's REST protocol that a repository is looked at with. */
final class RestCalls {

    private static final int NOT_FOUND = 404;

    /** restic is younger: an earlier date is that of a server that had no clock yet, or no date at all. */
    private static final Instant FIRST_DATE = Instant.parse("2015-01-01T00:00:00Z");

    private final RestRequests requests;

    RestCalls(RestRequests requests) {
        this.requests = requireNonNull(requests, "requests is null");
    }

    /**
     * A file of a repository.
     *
     * @param written absent where the server does not tell
     */
    record File(long bytes, Optional<Instant> written) {
        File {
            requireNonNull(written, "written is null");
        }
    }

    /** What became of a deletion. */
    enum Deletion {
        DONE,
        NOT_FOUND
    }

    RestErrors errors() {
        return requests.errors();
    }

    /** Absent if the server finds none. Read whole, as no more than a few hundred bytes: not every server tells a size beforehand. */
    StoreResult<Optional<File>> config() {
        return call("GET", RepositoryPart.CONFIG.fileName(), answer -> {
            if (answer.status() == NOT_FOUND) {
                return new Answered<>(Optional.empty());
            }
            long bytes = answer.body().transferTo(OutputStream.nullOutputStream());
            return new Answered<>(Optional.of(new File(bytes, written(answer))));
        });
    }

    /** Hands over the files of a part, but no more than {@code most}. */
    StoreResult<RestPage> list(RepositoryPart part, int most, Consumer<Entry> entries) {
        return call("GET", part.fileName() + "/", answer -> {
            if (answer.status() == NOT_FOUND) {
                return new Answered<>(new RestPage(Finding.NOT_FOUND, Extent.COMPLETE, answer.time()));
            }
            try {
                Extent extent = RestListing.read(answer.body(), most, entries);
                return new Answered<>(new RestPage(Finding.LISTED, extent, answer.time()));
            } catch (MalformedJsonException e) {
                return new Failed<>(errors().notRest());
            }
        });
    }

    /** When a lock was written, where the server tells and the lock is still there. */
    StoreResult<Optional<Instant>> written(LockId lock) {
        return call("HEAD", path(lock), answer -> new Answered<>(written(answer)));
    }

    StoreResult<Deletion> delete(LockId lock) {
        return call(
                "DELETE",
                path(lock),
                answer -> new Answered<>(answer.status() == NOT_FOUND ? Deletion.NOT_FOUND : Deletion.DONE));
    }

    StoreResult<StoreTime> time() {
        return call("HEAD", RepositoryPart.CONFIG.fileName(), answer -> new Answered<>(answer.time()));
    }

    private <T> StoreResult<T> call(String method, String path, Reading<T> reading) {
        return requests.send(method, path, answer -> isExpected(answer) ? reading.read(answer) : refused(answer));
    }

    private <T> StoreResult<T> refused(RestAnswer answer) throws IOException {
        return new Failed<>(errors().of(answer));
    }

    private static boolean isExpected(RestAnswer answer) {
        return answer.status() == NOT_FOUND || (answer.status() / 100 == 2 && !answer.isPage());
    }

    private static String path(LockId lock) {
        return RepositoryPart.LOCKS.fileName() + "/" + lock.value();
    }

    private static Optional<Instant> written(RestAnswer answer) {
        return answer.header("Last-Modified").flatMap(HttpDate::parse).filter(FIRST_DATE::isBefore);
    }
}
