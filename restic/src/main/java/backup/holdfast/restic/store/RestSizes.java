package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.store.RestPage.Finding;
import backup.holdfast.restic.store.StoreResult.Answered;
import backup.holdfast.restic.store.StoreResult.Failed;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** Adds up what a REST server lists. */
final class RestSizes {

    private final RestCalls calls;
    private final RestWitness witness;
    private final SizeTally tally;
    private final int limit;
    private final Set<Finding> findings = EnumSet.noneOf(Finding.class);

    /** @param limit of objects counted */
    RestSizes(RestCalls calls, RestWitness witness, int limit) {
        this.calls = requireNonNull(calls, "calls is null");
        this.witness = requireNonNull(witness, "witness is null");
        this.limit = limit;
        this.tally = new SizeTally(limit);
    }

    StoreResult<StoredSizes> of(List<RepositoryPart> folders) {
        StoreResult<Finding> found = calls.config().map(config -> {
            config.ifPresent(it -> tally.add(RepositoryPart.CONFIG.fileName(), it.bytes()));
            return config.isPresent() ? Finding.LISTED : Finding.NOT_FOUND;
        });
        for (RepositoryPart folder : folders) {
            found = found.then(before -> {
                findings.add(before);
                return tally.isCutShort() ? new Answered<>(before) : add(folder);
            });
        }
        return found.then(last -> {
            findings.add(last);
            return findings.contains(Finding.LISTED) ? new Answered<>(tally.sizes()) : nothing();
        });
    }

    private StoreResult<Finding> add(RepositoryPart folder) {
        AtomicBoolean sized = new AtomicBoolean(true);
        return calls.list(folder, limit, entry -> {
                    sized.compareAndSet(true, entry.bytes().isPresent());
                    tally.add(
                            folder.fileName() + "/" + entry.name(),
                            entry.bytes().orElse(0));
                })
                .then(page -> sized.get()
                        ? new Answered<>(page.finding())
                        : new Failed<>(calls.errors().withoutSizes()));
    }

    private StoreResult<StoredSizes> nothing() {
        return witness.isToBeBelieved()
                .then(believed -> believed
                        ? new Answered<>(tally.sizes())
                        : new Failed<>(calls.errors().noProof()));
    }
}
