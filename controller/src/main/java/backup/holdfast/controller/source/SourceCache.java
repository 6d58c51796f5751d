package backup.holdfast.controller.source;

import backup.holdfast.crds.volsync.ReplicationSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.util.Collection;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All sources there are, this controller's and others', as its cache has them. */
interface SourceCache {
    Stream<ReplicationSource> all();

    /** Those with this among their {@link SourceTraits}. */
    Stream<ReplicationSource> with(String trait);

    /** One that finds them by their traits without looking at each of thousands. To be called before the cache is filled. */
    static SourceCache indexed(IndexerResourceCache<ReplicationSource> cache) {
        String index = "traits";
        cache.addIndexer(index, SourceTraits::of);
        return new SourceCache() {
            @Override
            public Stream<ReplicationSource> all() {
                return cache.list();
            }

            @Override
            public Stream<ReplicationSource> with(String trait) {
                return cache.byIndex(index, trait).stream();
            }
        };
    }

    /** One that looks at each. */
    static SourceCache of(Supplier<? extends Collection<ReplicationSource>> sources) {
        return new SourceCache() {
            @Override
            public Stream<ReplicationSource> all() {
                return sources.get().stream();
            }

            @Override
            public Stream<ReplicationSource> with(String trait) {
                return all().filter(source -> SourceTraits.of(source).contains(trait));
            }
        };
    }
}
