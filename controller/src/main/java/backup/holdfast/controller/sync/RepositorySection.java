package backup.holdfast.controller.sync;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.resolver.CertificateReference;
import backup.holdfast.crds.volsync.CustomCA;
import backup.holdfast.crds.volsync.Identity;
import backup.holdfast.crds.volsync.ResticOptions;
import backup.holdfast.replication.plan.Limits;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code spec.restic} says of the repository and of runs, in sources and destinations alike. */
public record RepositorySection(ResticOptions restic) {
    public RepositorySection {
        requireNonNull(restic, "restic is null");
    }

    public String secretName() {
        return new SpecField("spec.restic.repository", restic.repository())
                .objectName("the Secret with RESTIC_REPOSITORY and RESTIC_PASSWORD");
    }

    /** As in VolSync: without a key it is not there at all, and a Secret wins over a ConfigMap. */
    public Optional<CertificateReference> customCertificate() {
        CustomCA ca = restic.customCA();
        if (ca == null || isEmpty(ca.key()) || (isEmpty(ca.secretName()) && isEmpty(ca.configMapName()))) {
            return Optional.empty();
        }
        String key = requireNonNull(ca.key());
        return Optional.of(
                isEmpty(ca.secretName())
                        ? new CertificateReference(
                                CertificateReference.Kind.CONFIG_MAP,
                                new SpecField("spec.restic.customCA.configMapName", ca.configMapName())
                                        .objectName("the ConfigMap with the CA's certificate"),
                                key)
                        : new CertificateReference(
                                CertificateReference.Kind.SECRET,
                                new SpecField("spec.restic.customCA.secretName", ca.secretName())
                                        .objectName("the Secret with the CA's certificate"),
                                key));
    }

    /** The host of the snapshots: VolSync's unless the spec names one. */
    public String host() {
        Identity identity = restic.identity();
        return identity == null || isEmpty(identity.host())
                ? backup.holdfast.replication.plan.Identity.VOLSYNC_HOST
                : requireNonNull(identity.host());
    }

    public Limits limits() {
        return new Limits(
                new SpecField("spec.restic.timeout", restic.timeout())
                        .timeLimit()
                        .orElse(null),
                Limits.DEFAULT.noProgress());
    }

    private static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty();
    }
}
