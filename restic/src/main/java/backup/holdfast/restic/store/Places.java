package backup.holdfast.restic.store;

import backup.holdfast.restic.repository.RepositoryLocation;
import java.util.List;

/** Places where repositories may be: paths below the top of a bucket or a file system, without slashes at either end. */
interface Places {

    /** The path of the repository itself. */
    String own();

    /** The paths of the folders in a place; empty if there is no such place. */
    StoreResult<List<String>> folders(String place);

    StoreResult<Boolean> holdsRepository(String place);

    RepositoryLocation location(String place);
}
