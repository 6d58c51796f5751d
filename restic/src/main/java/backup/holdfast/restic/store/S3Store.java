package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.model.LockId;
import backup.holdfast.restic.repository.RepositoryLocation.S3;
import backup.holdfast.restic.store.RepositoryPresence.ConfigState;
import backup.holdfast.restic.store.RepositoryPresence.Present;
import backup.holdfast.restic.store.StoreResult.Answered;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A repository in a bucket. */
final class S3Store implements RepositoryStore {

    private final S3 location;
    private final S3Requests requests;
    private final StoreLimits limits;
    private final String base;
    private final String config;

    S3Store(S3 location, S3Requests requests, StoreLimits limits) {
        this.location = requireNonNull(location, "location is null");
        this.requests = requireNonNull(requests, "requests is null");
        this.limits = requireNonNull(limits, "limits is null");
        this.base = S3Places.base(location.prefix());
        this.config = base + RepositoryPart.CONFIG.fileName();
    }

    /** A listing says more than asking for {@code config} would: stores answer that with an error that has no words. */
    @Override
    public StoreResult<RepositoryPresence> presence() {
        return requests.listFolder(base).then(page -> {
            Optional<S3Page.Item> found = find(page);
            if (found.isPresent() || page.next().isEmpty()) {
                return new Answered<>(presence(found, page));
            }
            return requests.first(config).map(other -> presence(find(other), page));
        });
    }

    @Override
    public StoreResult<StoredLocks> locks() {
        String folder = folderOf(RepositoryPart.LOCKS);
        List<S3Page.Item> items = new ArrayList<>();
        return pages(folder, items)
                .map(last -> StoredLocks.of(
                        items.stream()
                                .filter(item -> LockId.isOne(item.key().substring(folder.length())))
                                .map(item -> StoredLock.at(
                                        last.time(),
                                        new LockId(item.key().substring(folder.length())),
                                        item.bytes(),
                                        item.written()))
                                .toList(),
                        last.time()));
    }

    @Override
    public StoreResult<LockId> removeLock(LockId lock) {
        return requests.delete(folderOf(RepositoryPart.LOCKS) + lock.value()).map(key -> lock);
    }

    @Override
    public StoreResult<Siblings> siblings(int limit) {
        return new Neighbourhood(new S3Places(location, requests), limits.candidates()).search(limit);
    }

    @Override
    public StoreResult<StoredSizes> sizes() {
        SizeTally tally = new SizeTally(limits.objects());
        StoreResult<S3Page> answer = requests.list(base, Optional.empty());
        while (answer.answer().isPresent()) {
            S3Page page = answer.answer().get();
            page.items().forEach(item -> tally.add(item.key().substring(base.length()), item.bytes()));
            if (page.next().isEmpty() || tally.isCutShort()) {
                break;
            }
            answer = requests.list(base, page.next());
        }
        return answer.map(last -> tally.sizes());
    }

    @Override
    public StoreResult<StoreTime> storeTime() {
        return requests.first(config).map(S3Page::time);
    }

    @Override
    public StoreResult<StoreTime> timeOfWriting() {
        return storeTime();
    }

    @Override
    public void close() {
        requests.close();
    }

    /** Adds everything below a prefix to {@code items} and answers with the last page. */
    private StoreResult<S3Page> pages(String prefix, List<S3Page.Item> items) {
        StoreResult<S3Page> answer = requests.list(prefix, Optional.empty());
        while (answer.answer().isPresent()) {
            S3Page page = answer.answer().get();
            items.addAll(page.items());
            if (page.next().isEmpty() || items.size() >= limits.objects()) {
                break;
            }
            answer = requests.list(prefix, page.next());
        }
        return answer;
    }

    private RepositoryPresence presence(Optional<S3Page.Item> found, S3Page page) {
        if (found.isPresent() && found.get().bytes() > 0) {
            return new Present(found.get().bytes(), Optional.of(found.get().written()));
        }
        return RepositoryPresence.without(found.isPresent() ? ConfigState.EMPTY : ConfigState.MISSING, names(page));
    }

    private Optional<S3Page.Item> find(S3Page page) {
        return page.items().stream().filter(item -> item.key().equals(config)).findFirst();
    }

    /** Without the empty object some tools make to show the folder itself. */
    private List<String> names(S3Page page) {
        return Stream.concat(page.items().stream().map(S3Page.Item::key), page.folders().stream())
                .map(key -> key.substring(base.length()))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private String folderOf(RepositoryPart part) {
        return base + part.fileName() + "/";
    }
}
