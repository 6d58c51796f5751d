package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

/** What came of opening a store. Nothing has been asked of it yet. */
public sealed interface StoreOpening {

    /** A store to ask, and to close. */
    record Opened(RepositoryStore store) implements StoreOpening {
        public Opened {
            requireNonNull(store, "store is null");
        }
    }

    /** What is given to open it cannot do so: no credentials, an unreadable CA. Trying again changes nothing. */
    record Unusable(StoreFailure failure) implements StoreOpening {
        public Unusable {
            requireNonNull(failure, "failure is null");
        }
    }

    /**
     * Only restic can look at this kind of backend.
     *
     * @param backend what it is, in a word
     */
    record NoView(String backend) implements StoreOpening {
        public NoView {
            requireNonNull(backend, "backend is null");
        }
    }
}
