package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.store.StoredSizes.Extent;

/**
 * What came of listing a part of a repository.
 *
 * @param time when the server said so
 */
record RestPage(Finding finding, Extent extent, StoreTime time) {

    /** What the server made of the question. */
    enum Finding {
        /** It listed what there is. */
        LISTED,
        /** 404: there is no such part, it can't look at it, or it is no REST server at all. */
        NOT_FOUND
    }

    RestPage {
        requireNonNull(finding, "finding is null");
        requireNonNull(extent, "extent is null");
        requireNonNull(time, "time is null");
    }

    boolean isListed() {
        return finding == Finding.LISTED;
    }
}
