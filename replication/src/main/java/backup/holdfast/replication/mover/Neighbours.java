package backup.holdfast.replication.mover;

import backup.holdfast.restic.repository.RepositoryLocation;
import backup.holdfast.restic.store.RepositoryStore;
import backup.holdfast.restic.store.Siblings;
import backup.holdfast.restic.store.StoreOpening;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The repositories near a place where one was looked for in vain: often one of them is meant. */
final class Neighbours {
    /** More would not be read. */
    private static final int MOST = 5;

    private Neighbours() {}

    /** A sentence after a blank, or nothing where there are none or the storage does not tell. */
    static String didYouMean(RepositoryStore store) {
        List<RepositoryLocation> near =
                store.siblings(MOST).answer().map(Siblings::repositories).orElse(List.of());
        return near.isEmpty()
                ? ""
                : near.stream()
                        .map(RepositoryLocation::withoutCredentials)
                        .collect(Collectors.joining(", ", " Did you mean one of these: ", "?"));
    }

    static String didYouMean(Supplier<StoreOpening> storage) {
        if (storage.get() instanceof StoreOpening.Opened opened) {
            try (RepositoryStore store = opened.store()) {
                return didYouMean(store);
            }
        }
        return "";
    }
}
