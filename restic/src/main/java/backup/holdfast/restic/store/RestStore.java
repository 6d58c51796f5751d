package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.model.LockId;
import backup.holdfast.restic.store.RepositoryPresence.ConfigState;
import backup.holdfast.restic.store.RepositoryPresence.Present;
import backup.holdfast.restic.store.RestListing.Entry;
import backup.holdfast.restic.store.Siblings.Coverage;
import backup.holdfast.restic.store.StoreResult.Answered;
import backup.holdfast.restic.store.StoreResult.Failed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A repository behind restic's REST protocol. The server tells what lies in each part of a repository, and some tell when it was written:
 * rclone does, restic's own does not. It knows of no other repositories.
 */
final class RestStore implements RepositoryStore {

    private static final List<RepositoryPart> FOLDERS = List.of(
            RepositoryPart.KEYS,
            RepositoryPart.SNAPSHOTS,
            RepositoryPart.INDEX,
            RepositoryPart.DATA,
            RepositoryPart.LOCKS);

    private final RestCalls calls;
    private final RestWitness witness;
    private final StoreLimits limits;

    RestStore(RestTarget target, RestRequests requests, StoreLimits limits) {
        this.calls = new RestCalls(requests);
        this.witness = new RestWitness(target, requests);
        this.limits = requireNonNull(limits, "limits is null");
    }

    @Override
    public StoreResult<RepositoryPresence> presence() {
        return calls.config()
                .then(config -> config.isPresent() && config.get().bytes() > 0
                        ? new Answered<>(
                                new Present(config.get().bytes(), config.get().written()))
                        : without(config.isPresent() ? ConfigState.EMPTY : ConfigState.MISSING));
    }

    @Override
    public StoreResult<StoredLocks> locks() {
        List<Entry> entries = new ArrayList<>();
        return calls.list(RepositoryPart.LOCKS, limits.objects(), entry -> {
                    if (LockId.isOne(entry.name())) {
                        entries.add(entry);
                    }
                })
                .then(page -> page.isListed()
                        ? dated(entries, page.time())
                        : new Failed<>(calls.errors().noProof()));
    }

    @Override
    public StoreResult<LockId> removeLock(LockId lock) {
        return calls.delete(lock).then(deletion -> switch (deletion) {
            case DONE -> new Answered<>(lock);
            case NOT_FOUND -> gone(lock);
        });
    }

    /** None was looked at. */
    @Override
    public StoreResult<Siblings> siblings(int limit) {
        return new Answered<>(new Siblings(List.of(), Coverage.PARTIAL));
    }

    @Override
    public StoreResult<StoredSizes> sizes() {
        return new RestSizes(calls, witness, limits.objects()).of(FOLDERS);
    }

    @Override
    public StoreResult<StoreTime> storeTime() {
        return calls.time();
    }

    @Override
    public StoreResult<StoreTime> timeOfWriting() {
        return storeTime();
    }

    @Override
    public void close() {
        // The JDK keeps the connections, and lets them go.
    }

    private StoreResult<RepositoryPresence> without(ConfigState config) {
        StoreResult<RestContents> contents = new Answered<>(RestContents.NOT_ASKED);
        for (RepositoryPart folder : FOLDERS) {
            contents = contents.then(seen -> look(folder, seen));
        }
        return contents.then(seen -> {
            RepositoryPresence presence = RepositoryPresence.without(config, seen.names());
            return seen.isProof() || config == ConfigState.EMPTY
                    ? new Answered<>(presence)
                    : witness.isToBeBelieved()
                            .then(believed -> believed
                                    ? new Answered<>(presence)
                                    : new Failed<>(calls.errors().noProof()));
        });
    }

    private StoreResult<RestContents> look(RepositoryPart folder, RestContents seen) {
        List<Entry> entries = new ArrayList<>();
        return calls.list(folder, 1, entries::add).map(page -> seen.with(folder, page.finding(), entries.isEmpty()));
    }

    /** A server that does not date one lock dates none, and is not asked again. */
    private StoreResult<StoredLocks> dated(List<Entry> entries, StoreTime time) {
        List<StoredLock> locks = new ArrayList<>();
        boolean tells = true;
        for (Entry entry : entries) {
            LockId id = new LockId(entry.name());
            StoreResult<Optional<Instant>> written = tells ? calls.written(id) : new Answered<>(Optional.empty());
            if (written instanceof Failed<Optional<Instant>> failed) {
                return new Failed<>(failed.failure());
            }
            Optional<Instant> at = written.answer().flatMap(it -> it);
            tells = at.isPresent();
            locks.add(at.map(it -> StoredLock.at(time, id, entry.bytes().orElse(0), it))
                    .orElseGet(() -> StoredLock.undated(id, entry.bytes().orElse(0))));
        }
        return new Answered<>(StoredLocks.of(locks, time));
    }

    /** Some servers say 404 where a lock has gone before. So does one that has no locks at all: the list decides. */
    private StoreResult<LockId> gone(LockId lock) {
        return locks().then(
                        left -> left.locks().stream().noneMatch(it -> it.id().equals(lock))
                                ? new Answered<>(lock)
                                : new Failed<>(calls.errors().stillThere()));
    }
}
