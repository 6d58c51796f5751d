package backup.holdfast.controller.source;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.sync.RepositoryReferences;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.plan.Conduct;
import backup.holdfast.replication.retention.Retain;
import backup.holdfast.replication.retention.RetentionPolicy;
import java.util.Optional;

/**
 * What a run was told by the spec it started with, as far as that is still known when it ends.
 *
 * @param policy what to keep, if not everything
 */
record RunTerms(Optional<RetentionPolicy> policy, Consents consents) {
    /** The spec has been changed since: whatever was in it then, nobody can tell now. */
    static final RunTerms UNKNOWN = new RunTerms(Optional.empty(), Consents.NONE);

    RunTerms {
        requireNonNull(policy, "policy is null");
        requireNonNull(consents, "consents is null");
    }

    /** @param inputs the digest the run started with */
    static RunTerms of(ReplicationSource source, Optional<SourceSettings> settings, String inputs) {
        if (!RepositoryReferences.areOfGeneration(inputs, source.getMetadata().getGeneration())) {
            return UNKNOWN;
        }
        return new RunTerms(
                settings.map(SourceSettings::retain).flatMap(RunTerms::policy),
                Optional.ofNullable(source.getSpec().restic())
                        .map(restic -> isEveryday(settings)
                                ? new Consents(restic.createRepository(), restic.acceptChange(), restic.unlock())
                                : new Consents(null, null, restic.unlock()))
                        .orElse(Consents.NONE));
    }

    /** In recovery no run acts on consent to create or to forget, so it stays good for the first that does. */
    private static boolean isEveryday(Optional<SourceSettings> settings) {
        return settings.filter(it -> it.conduct() == Conduct.RECOVERY).isEmpty();
    }

    private static Optional<RetentionPolicy> policy(Retain retain) {
        return retain instanceof Retain.ByPolicy by ? Optional.of(by.policy()) : Optional.empty();
    }
}
