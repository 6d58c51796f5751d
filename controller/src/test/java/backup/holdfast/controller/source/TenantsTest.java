package backup.holdfast.controller.source;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.resolver.RepositorySecret;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.RepositoryStatus;
import backup.holdfast.crds.volsync.ResticStatus;
import backup.holdfast.restic.repository.RepositoryLocation;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TenantsTest {
    private static final String HERE = "s3:https://minio/bucket/photos";
    private static final String ELSEWHERE = "s3:https://minio/bucket/music";

    private final List<ReplicationSource> cache = new ArrayList<>();
    private final List<String> woken = new ArrayList<>();
    private final Tenants tenants =
            new Tenants(new FakeMovers(), owner -> woken.add(owner.namespace() + "/" + owner.name()));

    @BeforeEach
    void fill() {
        SourceCache each = SourceCache.of(() -> cache);
        tenants.among(new SourceCache() {
            @Override
            public Stream<ReplicationSource> all() {
                throw new AssertionError("thousands are looked at for one");
            }

            @Override
            public Stream<ReplicationSource> with(String trait) {
                return each.with(trait);
            }
        });
    }

    @Test
    void shouldSeeASourceThatHasNeverRunByTheSecretItShares() {
        ReplicationSource photos = source("photos", "repo", "");
        source("copy", "repo", "");

        assertThat(tenants.sharedIdentity(photos)).as("nothing is known yet").isEmpty();
        tenants.saw(photos, secret("repo", HERE));

        assertThat(tenants.sharedIdentity(photos))
                .hasValueSatisfying(text -> assertThat(text).contains("ReplicationSource default/copy"));
        assertThat(tenants.sharedIdentity(cache.get(1)))
                .hasValueSatisfying(text -> assertThat(text).contains("ReplicationSource default/photos"));
        assertThat(woken).containsExactly("default/copy");
    }

    @Test
    void shouldSeeASourceOfAnotherNamespaceByWhatItsStatusSays() {
        ReplicationSource photos = source("photos", "repo", "");
        ReplicationSource other = source("photos", "repo", "");
        other.getMetadata().setNamespace("other");
        other.getMetadata().setUid("other/photos");
        remember(other, HERE, "repository-id");
        tenants.saw(photos, secret("repo", HERE));

        assertThat(tenants.sharedIdentity(photos))
                .hasValueSatisfying(text -> assertThat(text).contains("ReplicationSource other/photos"));
        assertThat(woken).containsExactly("other/photos");
    }

    @Test
    void shouldSeeOneRepositoryBehindTwoAddresses() {
        ReplicationSource photos = source("photos", "repo", "");
        ReplicationSource copy = source("copy", "other", "");
        remember(photos, HERE, "repository-id");
        remember(copy, "s3:http://127.0.0.1:9000/bucket/photos", "repository-id");

        assertThat(tenants.sharedIdentity(photos)).isPresent();
    }

    @Test
    void shouldNotMindAnotherHostOrAnotherMethod() {
        ReplicationSource photos = source("photos", "repo", "");
        source("copy", "repo", "identity: {host: nas}");
        ReplicationSource rsync = SampleSources.withSpec("sourcePVC: photos\nrsyncTLS: {}");
        rsync.getMetadata().setUid("rsync");
        cache.add(rsync);

        tenants.saw(photos, secret("repo", HERE));

        assertThat(tenants.sharedIdentity(photos)).isEmpty();
        assertThat(tenants.sharedIdentity(rsync)).isEmpty();
        assertThat(woken).isEmpty();
    }

    @Test
    void shouldFollowASecretToAnotherRepositoryAndWakeTheOneItShared() {
        ReplicationSource photos = source("photos", "repo", "");
        ReplicationSource copy = source("copy", "other", "");
        remember(photos, HERE, "repository-id");
        remember(copy, HERE, "repository-id");
        tellShared(photos);
        tellShared(copy);

        tenants.saw(copy, secret("other", ELSEWHERE));

        assertThat(tenants.sharedIdentity(photos)).isEmpty();
        assertThat(tenants.sharedIdentity(copy)).isEmpty();
        assertThat(woken).containsExactly("default/photos");
    }

    /** As the index of a cache is while it is being updated. */
    @Test
    void shouldNotLetARunForgetByAnIndexAlone() {
        ReplicationSource photos = source("photos", "repo", "");
        source("copy", "repo", "");
        tenants.saw(photos, secret("repo", HERE));

        tenants.among(new SourceCache() {
            @Override
            public Stream<ReplicationSource> all() {
                return cache.stream();
            }

            @Override
            public Stream<ReplicationSource> with(String trait) {
                return Stream.empty();
            }
        });

        assertThat(tenants.sharedIdentity(photos)).isEmpty();
        assertThat(tenants.sharedIdentityForCertain(photos)).isPresent();
    }

    @Test
    void shouldWakeNobodyTwice() {
        ReplicationSource photos = source("photos", "repo", "");
        ReplicationSource copy = source("copy", "repo", "");
        tellShared(copy);

        tenants.saw(photos, secret("repo", HERE));

        assertThat(woken).isEmpty();
    }

    private ReplicationSource source(String name, String secret, String restic) {
        ReplicationSource source = SampleSources.withSpec(
                "sourcePVC: " + name + "\nrestic:\n  repository: " + secret + "\n" + restic.indent(2));
        source.getMetadata().setName(name);
        source.getMetadata().setUid("default/" + name);
        cache.add(source);
        return source;
    }

    private static void remember(ReplicationSource source, String url, String id) {
        RepositoryStatus repository =
                new RepositoryStatus(RepositoryLocation.parse(url).fingerprint(), id, url, Instant.EPOCH, null);
        source.setStatus(source.getStatus()
                .with(draft -> draft.restic = ResticStatus.EMPTY.with(restic -> restic.repository = repository)));
    }

    private static void tellShared(ReplicationSource source) {
        Condition condition = new ConditionBuilder()
                .withType("RetentionActive")
                .withStatus("False")
                .withReason("SharedIdentity")
                .build();
        source.setStatus(source.getStatus().with(draft -> draft.conditions = List.of(condition)));
    }

    private static RepositorySecret.Usable secret(String name, String url) {
        return new RepositorySecret.Usable(
                name, "42", RepositoryLocation.parse(url), Map.of("RESTIC_REPOSITORY", url, "RESTIC_PASSWORD", "x"));
    }
}
