package backup.holdfast.controller.source;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.mover.MoverBackend;
import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.resolver.RepositorySecret;
import backup.holdfast.controller.sync.RepositorySection;
import backup.holdfast.controller.sync.RunRecords;
import backup.holdfast.crds.ConditionReasons;
import backup.holdfast.crds.ConditionTypes;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationSourceSpec;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.RepositoryStatus;
import backup.holdfast.crds.volsync.ResticSource;
import backup.holdfast.replication.plan.EndedRun;
import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.SharedIdentity;
import backup.holdfast.replication.plan.Subject;
import backup.holdfast.replication.plan.Tenant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who else keeps snapshots in a source's repository, told from the sources in the informer's cache: by what their status says of
 * their repository, and by the addresses in those Secrets that were read for any of them. Nobody's Secret is read for this.
 */
public final class Tenants {
    private static final int SPARE = 100;

    private final MoverBackend movers;
    private final Consumer<RunOwner> wake;
    private final Map<SecretName, String> fingerprints = new ConcurrentHashMap<>();
    private final Map<String, Known> remembered = new ConcurrentHashMap<>();
    private volatile Supplier<Stream<ReplicationSource>> sources = Stream::empty;

    private record SecretName(String namespace, String name) {}

    private record Known(
            ReplicationSourceSpec spec,
            ReplicationStatus status,
            @Nullable String fingerprint,
            Optional<Tenant> tenant) {
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(ReplicationSource source, @Nullable String secret) {
            return spec == source.getSpec() && status == source.getStatus() && Objects.equals(fingerprint, secret);
        }
    }

    /** @param wake told about a source whose conditions no longer tell the truth because another one has changed */
    public Tenants(MoverBackend movers, Consumer<RunOwner> wake) {
        this.movers = movers;
        this.wake = wake;
    }

    /** Where the sources come from, once there is a cache of them. */
    void among(Supplier<Stream<ReplicationSource>> all) {
        sources = requireNonNull(all, "all is null");
    }

    /** Remembers where a Secret leads, and wakes those to whom that is news. */
    void saw(ReplicationSource source, RepositorySecret.Usable secret) {
        SecretName name = new SecretName(source.getMetadata().getNamespace(), secret.name());
        fingerprints.put(name, secret.location().fingerprint());
        List<Tenant> all = tenants();
        Optional<Tenant> own = tenant(source);
        sources.get()
                .filter(other -> !isSame(source, other))
                .filter(other -> isNews(other, own, all))
                .map(RunOwner::of)
                .forEach(wake);
    }

    /** Why a source may forget nothing, if it shares its identity. */
    Optional<String> sharedIdentity(ReplicationSource source) {
        return tenant(source).flatMap(own -> SharedIdentity.of(own, tenants()));
    }

    /**
     * The runs known to have ended in the repository that {@code source} uses: theirs may be the lock in its way.
     *
     * @param restores what is remembered of restores
     */
    List<EndedRun> endedRuns(ReplicationSource source, String fingerprint, Stream<ReplicationStatus> restores) {
        Stream<ReplicationStatus> others =
                sources.get().filter(other -> !isSame(source, other)).map(ReplicationSource::getStatus);
        return RunRecords.endedIn(fingerprint, source.getStatus(), Stream.concat(others, restores));
    }

    /** Whether its condition says otherwise than what {@code changed} makes true. */
    private boolean isNews(ReplicationSource source, Optional<Tenant> changed, Collection<Tenant> all) {
        Optional<Tenant> tenant = tenant(source);
        if (tenant.isEmpty()) {
            return false;
        }
        boolean told = source.getStatus()
                .condition(ConditionTypes.RETENTION_ACTIVE)
                .filter(condition -> ConditionReasons.SHARED_IDENTITY.equals(condition.getReason()))
                .isPresent();
        return told
                ? SharedIdentity.of(tenant.get(), all).isEmpty()
                : changed.filter(tenant.get()::sharesGroupWith).isPresent();
    }

    private List<Tenant> tenants() {
        List<Tenant> all =
                sources.get().flatMap(source -> tenant(source).stream()).toList();
        if (remembered.size() > 2 * all.size() + SPARE) {
            // Most are of sources that are gone.
            remembered.clear();
        }
        return all;
    }

    /** As before, unless something of what it comes from is another object by now: everybody is looked at for each of them. */
    private Optional<Tenant> tenant(ReplicationSource source) {
        String uid = source.getMetadata().getUid();
        String secret = source.getSpec().restic() == null
                ? null
                : source.getSpec().restic().repository();
        String fingerprint = secret == null
                ? null
                : fingerprints.get(new SecretName(source.getMetadata().getNamespace(), secret));
        Known before = remembered.get(uid);
        if (before != null && before.isOf(source, fingerprint)) {
            return before.tenant();
        }
        Known now = new Known(source.getSpec(), source.getStatus(), fingerprint, worked(source));
        remembered.put(uid, now);
        return now.tenant();
    }

    /** Not of one that nobody backs up with restic, or whose spec names no volume. */
    private Optional<Tenant> worked(ReplicationSource source) {
        ResticSource restic = source.getSpec().restic();
        String claim = source.getSpec().sourcePVC();
        if (restic == null || claim == null || claim.isEmpty()) {
            return Optional.empty();
        }
        Optional<RepositoryStatus> known =
                Optional.ofNullable(source.getStatus().restic().repository());
        Optional<String> fingerprint = Optional.ofNullable(restic.repository())
                .map(secret ->
                        fingerprints.get(new SecretName(source.getMetadata().getNamespace(), secret)))
                .or(() -> known.map(RepositoryStatus::fingerprint));
        Optional<String> id = known.filter(
                        repository -> Objects.equals(repository.fingerprint(), fingerprint.orElse(null)))
                .map(RepositoryStatus::id);
        String path = movers.place(RunOwner.of(source), claim).recordedPath();
        return Optional.of(new Tenant(
                new Subject(
                        source.getKind(),
                        source.getMetadata().getNamespace(),
                        source.getMetadata().getName()),
                fingerprint,
                id,
                new Identity(new RepositorySection(restic).host(), path)));
    }

    private static boolean isSame(ReplicationSource one, ReplicationSource other) {
        return Objects.equals(one.getMetadata().getUid(), other.getMetadata().getUid());
    }
}
