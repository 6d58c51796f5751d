package backup.holdfast.restic.store;

import backup.holdfast.restic.model.LockId;

/**
 * The storage of one repository, seen without its password. Nothing here throws for what a store does: every answer is an
 * {@link StoreResult}. Each call is one attempt within the deadline of {@link StoreLimits}; trying again is the caller's affair. To be used
 * by one thread at a time.
 */
public interface RepositoryStore extends AutoCloseable {

    /** Whether there is a repository. One request of a store that holds one, a few of one that does not. */
    StoreResult<RepositoryPresence> presence();

    /** The locks there are, the oldest first. One request for each thousand, or, of a REST server that dates its files, one for each. */
    StoreResult<StoredLocks> locks();

    /**
     * Removes exactly this lock by exactly one deletion, and answers with its id once it is not there any more, be it that it had gone
     * before. Whose lock it is and whether it may go is for the caller to know.
     */
    StoreResult<LockId> removeLock(LockId lock);

    /**
     * Other repositories beside this one and near the top of its bucket, those with the most similar names first.
     *
     * @param limit of repositories named; at most {@link StoreLimits#candidates()} places are looked at
     */
    StoreResult<Siblings> siblings(int limit);

    /** Objects and bytes of each part. One request for each thousand objects, or for each part. */
    StoreResult<StoredSizes> sizes();

    /** What time it is where the repository is stored. */
    StoreResult<StoreTime> storeTime();

    /**
     * What time the storage gives to a lock that is written now. Unlike the others this writes to a folder: a file beside the locks, which
     * restic passes over, and which is removed at once.
     */
    StoreResult<StoreTime> timeOfWriting();

    @Override
    void close();
}
