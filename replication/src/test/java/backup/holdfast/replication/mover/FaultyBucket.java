package backup.holdfast.replication.mover;

import backup.holdfast.testsupport.s3.CountingProxy;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.StoreFault;
import backup.holdfast.testsupport.s3.StoreFault.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A bucket behind a proxy. Its moments are requests. */
final class FaultyBucket implements FaultyStore {
    private static final List<Kind> HARMLESS = List.of(Kind.NONE, Kind.LOST);

    private final CountingProxy proxy;
    private final Map<String, String> environment;

    /** @param content of the repository at first */
    FaultyBucket(S3Bucket bucket, String prefix, Path content) throws IOException {
        bucket.upload(content, prefix);
        proxy = CountingProxy.start(bucket.access().endpoint());
        environment = new TreeMap<>(bucket.environment());
        environment.put("RESTIC_REPOSITORY", bucket.via(proxy).resticRepository(prefix));
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public List<Mishap> mishaps() {
        return Arrays.stream(Kind.values())
                .filter(kind -> !HARMLESS.contains(kind))
                .map(this::mishap)
                .toList();
    }

    @Override
    public List<Mishap> companions() {
        return HARMLESS.stream().map(this::mishap).toList();
    }

    private Mishap mishap(Kind kind) {
        return new Mishap(kind.toString(), (moment, meanwhile) -> {
            StoreFault fault = new StoreFault(kind, moment, meanwhile);
            proxy.behave(fault);
            return fault::hasHappened;
        });
    }

    @Override
    public int moments(FaultWorld.Operation operation) {
        return switch (operation) {
            case SYNC -> 42;
            case FORGET_AND_PRUNE -> 26;
            case PRUNE -> 18;
            case RESTORE -> 14;
        };
    }

    @Override
    public void behaveWell() {
        proxy.behaveWell();
    }

    @Override
    public boolean isIdle() {
        return proxy.isIdle();
    }

    @Override
    public void close() {
        proxy.close();
    }
}
