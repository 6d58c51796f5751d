package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.repository.RepositoryLocation;
import backup.holdfast.restic.repository.RepositoryLocation.S3;
import java.util.List;

/** The folders of a bucket. */
final class S3Places implements Places {

    private final S3 own;
    private final S3Requests requests;

    S3Places(S3 own, S3Requests requests) {
        this.own = requireNonNull(own, "own is null");
        this.requests = requireNonNull(requests, "requests is null");
    }

    static String base(String place) {
        return place.isEmpty() ? "" : place + "/";
    }

    @Override
    public String own() {
        return own.prefix();
    }

    /** Of a bucket with more than a thousand folders in one place those that come first. */
    @Override
    public StoreResult<List<String>> folders(String place) {
        return requests.listFolder(base(place))
                .map(page -> page.folders().stream()
                        .map(folder -> folder.substring(0, folder.length() - 1))
                        .toList());
    }

    @Override
    public StoreResult<Boolean> holdsRepository(String place) {
        String config = base(place) + RepositoryPart.CONFIG.fileName();
        return requests.first(config)
                .map(page -> page.items().stream().anyMatch(item -> item.key().equals(config)));
    }

    @Override
    public RepositoryLocation location(String place) {
        return new S3(own.transport(), own.host(), own.port(), own.bucket(), place);
    }
}
