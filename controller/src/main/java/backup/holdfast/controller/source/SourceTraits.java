package backup.holdfast.controller.source;

import backup.holdfast.controller.sync.SyncConditions;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.RepositoryStatus;
import java.util.ArrayList;
import java.util.List;

/** By what sources are found that may have to do with each other: what alone can make two of them {@link Tenants} of one repository. */
final class SourceTraits {
    /** Was told that it shares its identity. */
    static final String SHARING = "sharing";

    private SourceTraits() {}

    static List<String> of(ReplicationSource source) {
        List<String> traits = new ArrayList<>();
        if (source.getSpec().restic() != null && source.getSpec().restic().repository() != null) {
            traits.add(secret(
                    source.getMetadata().getNamespace(),
                    source.getSpec().restic().repository()));
        }
        RepositoryStatus repository = source.getStatus().restic().repository();
        if (repository != null) {
            if (repository.fingerprint() != null) {
                traits.add(repository(repository.fingerprint()));
            }
            if (repository.id() != null) {
                traits.add(id(repository.id()));
            }
        }
        if (isSharing(source)) {
            traits.add(SHARING);
        }
        return traits;
    }

    static String secret(String namespace, String name) {
        return "secret " + namespace + "/" + name;
    }

    /** @param fingerprint of the address that its newest run has used */
    static String repository(String fingerprint) {
        return "repository " + fingerprint;
    }

    /** @param id restic's own */
    static String id(String id) {
        return "id " + id;
    }

    static boolean isSharing(ReplicationSource source) {
        return SyncConditions.tellSharedIdentity(source.getStatus());
    }
}
