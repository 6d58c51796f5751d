package backup.holdfast.replication.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharedIdentityTest {
    private static final Tenant OWN = tenant("photos", "url-1", "id-1", Identity.VOLSYNC);

    /** An empty field is one that is not known. */
    @ParameterizedTest
    @CsvSource({
        "url-1, id-1, url-1, id-1, true",
        "url-1, id-1, url-2, id-1, true",
        "url-1, id-1, url-1, id-2, false",
        "url-1, id-1, url-1, ,     true",
        "url-1, ,     url-1, id-1, true",
        "url-1, ,     url-1, ,     true",
        "url-1, id-1, url-2, ,     false",
        "url-1, ,     url-2, ,     false",
        ",      ,     ,      ,     false"
    })
    void shouldTellTheSameRepositoryByItsIdAndElseByItsAddress(
            String fingerprint, String id, String otherFingerprint, String otherId, boolean shared) {
        Tenant own = tenant("photos", fingerprint, id, Identity.VOLSYNC);
        Tenant other = tenant("music", otherFingerprint, otherId, Identity.VOLSYNC);

        assertThat(own.sharesGroupWith(other)).isEqualTo(shared);
        assertThat(other.sharesGroupWith(own)).isEqualTo(shared);
    }

    @ParameterizedTest
    @CsvSource({"volsync, /data, true", "nas, /data, false", "volsync, /srv/photos, false"})
    void shouldLetSourcesWithIdentitiesOfTheirOwnShareARepository(String host, String path, boolean shared) {
        Tenant other = tenant("music", "url-1", "id-1", new Identity(host, path));

        assertThat(SharedIdentity.of(OWN, List.of(other)).isPresent()).isEqualTo(shared);
    }

    @Test
    void shouldNotTakeASourceForAnotherOne() {
        assertThat(SharedIdentity.of(OWN, List.of(OWN))).isEmpty();
        assertThat(SharedIdentity.of(OWN, List.of())).isEmpty();
    }

    @Test
    void shouldNameTheOthersAndSayWhatToDo() {
        Optional<String> reason = SharedIdentity.of(
                OWN,
                List.of(
                        tenant("zoo", "url-1", "id-1", Identity.VOLSYNC),
                        tenant("music", "url-1", null, Identity.VOLSYNC),
                        tenant("elsewhere", "url-2", null, Identity.VOLSYNC)));

        assertThat(reason)
                .contains("The same repository and identity (host volsync, path /data) are used by ReplicationSource"
                        + " media/music, ReplicationSource media/zoo: each would forget by counting the other's snapshots."
                        + " Give one of them a spec.restic.identity.host of its own, or a repository of its own.");
        assertThat(SharedIdentity.isReason(reason.orElseThrow())).isTrue();
        assertThat(SharedIdentity.isReason("the policy would remove 12 of 20 snapshots"))
                .isFalse();
    }

    @Test
    void shouldNameNoMoreThanAPersonWantsToRead() {
        List<Tenant> many = List.of("a", "b", "c", "d", "e").stream()
                .map(name -> tenant(name, "url-1", "id-1", Identity.VOLSYNC))
                .toList();

        assertThat(SharedIdentity.of(OWN, many).orElseThrow())
                .contains("media/a, ReplicationSource media/b, ReplicationSource media/c and 2 more:");
    }

    private static Tenant tenant(String name, String fingerprint, String id, Identity identity) {
        return new Tenant(
                new Subject("ReplicationSource", "media", name),
                Optional.ofNullable(fingerprint),
                Optional.ofNullable(id),
                identity);
    }
}
