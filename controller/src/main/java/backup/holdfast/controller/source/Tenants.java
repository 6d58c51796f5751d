package backup.holdfast.controller.source;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.mover.MoverBackend;
import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.resolver.RepositorySecret;
import backup.holdfast.controller.sync.RepositorySection;
import backup.holdfast.controller.sync.RunRecords;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.RepositoryStatus;
import backup.holdfast.crds.volsync.ResticSource;
import backup.holdfast.replication.plan.EndedRun;
import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.SharedIdentity;
import backup.holdfast.replication.plan.Subject;
import backup.holdfast.replication.plan.Tenant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who else keeps snapshots in a source's repository, told from the sources in the informer's cache: by what their status says of
 * their repository, and by the addresses in those Secrets that were read for any of them. Nobody's Secret is read for this.
 */
public final class Tenants {
    private final MoverBackend movers;
    private final Consumer<RunOwner> wake;

    /** Where each Secret leads. */
    private final Map<SecretName, String> fingerprints = new ConcurrentHashMap<>();

    /** And which lead to one place. */
    private final Map<String, Set<SecretName>> secrets = new ConcurrentHashMap<>();

    private volatile SourceCache sources = SourceCache.of(List::of);

    private record SecretName(String namespace, String name) {
        private String trait() {
            return SourceTraits.secret(namespace, name);
        }

        private boolean isOf(ReplicationSource source) {
            return source.getSpec().restic() != null
                    && name.equals(source.getSpec().restic().repository())
                    && namespace.equals(source.getMetadata().getNamespace());
        }
    }

    /** @param wake told about a source whose conditions no longer tell the truth because another one has changed */
    public Tenants(MoverBackend movers, Consumer<RunOwner> wake) {
        this.movers = movers;
        this.wake = wake;
    }

    /** Where the sources come from, once there is a cache of them. */
    void among(SourceCache all) {
        sources = requireNonNull(all, "all is null");
    }

    /** Remembers where a Secret leads, and wakes those to whom that is news. */
    void saw(ReplicationSource source, RepositorySecret.Usable secret) {
        remember(
                new SecretName(source.getMetadata().getNamespace(), secret.name()),
                secret.location().fingerprint());
        Stream<ReplicationSource> sharing = tenant(source)
                .map(this::group)
                .orElseGet(Stream::empty)
                .filter(other -> !SourceTraits.isSharing(other));
        Stream<ReplicationSource> noMore = sources.with(SourceTraits.SHARING)
                .filter(other -> sharedIdentity(other).isEmpty());
        Stream.concat(sharing, noMore)
                .filter(other -> !isSame(source, other))
                .map(RunOwner::of)
                .distinct()
                .forEach(wake);
    }

    /** Why a source may forget nothing, if it shares its identity: to be told, each time its status is written. */
    Optional<String> sharedIdentity(ReplicationSource source) {
        return tenant(source).flatMap(own -> sharedAmong(own, group(own)));
    }

    /**
     * The same, to be relied on by a run. Everybody is looked at: an index of the cache lacks, for a moment, an object that is just being
     * updated, and that moment could be the one in which a run is told that it may forget.
     */
    Optional<String> sharedIdentityForCertain(ReplicationSource source) {
        return tenant(source).flatMap(own -> sharedAmong(own, sources.all().filter(other -> isNear(own, other))));
    }

    private Optional<String> sharedAmong(Tenant own, Stream<ReplicationSource> others) {
        return SharedIdentity.of(
                own, others.flatMap(other -> tenant(other).stream()).collect(Collectors.toSet()));
    }

    /**
     * The runs known to have ended in the repository that {@code source} uses: theirs may be the lock in its way.
     *
     * @param restores what is remembered of restores
     */
    List<EndedRun> endedRuns(ReplicationSource source, String fingerprint, Stream<ReplicationStatus> restores) {
        Stream<ReplicationStatus> others = sources.with(SourceTraits.repository(fingerprint))
                .filter(other -> !isSame(source, other))
                .map(ReplicationSource::getStatus);
        return RunRecords.endedIn(fingerprint, source.getStatus(), Stream.concat(others, restores));
    }

    /** Whether they may share anything. Thousands are asked for each run, so that nothing is made for it. */
    private boolean isNear(Tenant own, ReplicationSource other) {
        RepositoryStatus known = other.getStatus().restic().repository();
        if (known != null
                && (own.fingerprint()
                                .filter(it -> it.equals(known.fingerprint()))
                                .isPresent()
                        || own.repositoryId()
                                .filter(it -> it.equals(known.id()))
                                .isPresent())) {
            return true;
        }
        for (SecretName secret : own.fingerprint().map(secrets::get).orElse(Set.of())) {
            if (secret.isOf(other)) {
                return true;
            }
        }
        return false;
    }

    private void remember(SecretName secret, String fingerprint) {
        String before = fingerprints.put(secret, fingerprint);
        if (!fingerprint.equals(before)) {
            if (before != null) {
                secrets.getOrDefault(before, Set.of()).remove(secret);
            }
            secrets.computeIfAbsent(fingerprint, f -> ConcurrentHashMap.newKeySet())
                    .add(secret);
        }
    }

    /** Those that share the retention group of {@code own}, some more than once. */
    private Stream<ReplicationSource> group(Tenant own) {
        Stream<String> byAddress = own.fingerprint().stream()
                .flatMap(fingerprint -> Stream.concat(
                        Stream.of(SourceTraits.repository(fingerprint)),
                        secrets.getOrDefault(fingerprint, Set.of()).stream().map(SecretName::trait)));
        Stream<String> byId = own.repositoryId().stream().map(SourceTraits::id);
        return Stream.concat(byAddress, byId)
                .flatMap(sources::with)
                .filter(other -> tenant(other).filter(own::sharesGroupWith).isPresent());
    }

    /** None for one that nobody backs up with restic, or whose spec names no volume. */
    private Optional<Tenant> tenant(ReplicationSource source) {
        ResticSource restic = source.getSpec().restic();
        String claim = source.getSpec().sourcePVC();
        if (restic == null || claim == null || claim.isEmpty()) {
            return Optional.empty();
        }
        String namespace = source.getMetadata().getNamespace();
        Optional<RepositoryStatus> known =
                Optional.ofNullable(source.getStatus().restic().repository());
        Optional<String> fingerprint = Optional.ofNullable(restic.repository())
                .map(secret -> fingerprints.get(new SecretName(namespace, secret)))
                .or(() -> known.map(RepositoryStatus::fingerprint));
        Optional<String> id = known.filter(
                        repository -> Objects.equals(repository.fingerprint(), fingerprint.orElse(null)))
                .map(RepositoryStatus::id);
        String path = movers.place(RunOwner.of(source), claim).recordedPath();
        return Optional.of(new Tenant(
                new Subject(source.getKind(), namespace, source.getMetadata().getName()),
                fingerprint,
                id,
                new Identity(new RepositorySection(restic).host(), path)));
    }

    private static boolean isSame(ReplicationSource one, ReplicationSource other) {
        return Objects.equals(one.getMetadata().getUid(), other.getMetadata().getUid());
    }
}
