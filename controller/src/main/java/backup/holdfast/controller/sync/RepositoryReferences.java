package backup.holdfast.controller.sync;

import backup.holdfast.controller.resolver.CertificateReference;
import backup.holdfast.controller.resolver.CustomCertificate;
import backup.holdfast.controller.resolver.References;
import backup.holdfast.controller.resolver.RepositorySecret;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.state.Readiness.NotReady;
import java.util.Optional;

/**
 * What a spec says how to reach its repository with, as it is now.
 *
 * @param customCertificate what {@code spec.restic.customCA} names, if it names anything
 */
public record RepositoryReferences(RepositorySecret secret, Optional<CustomCertificate> customCertificate) {

    public static RepositoryReferences lookUp(
            String namespace, String secretName, Optional<CertificateReference> certificate, References references) {
        return new RepositoryReferences(
                RepositorySecret.read(
                        namespace,
                        secretName,
                        references.secret(namespace, secretName).orElse(null)),
                certificate.map(reference -> CustomCertificate.read(namespace, reference, references)));
    }

    /** Why the repository cannot be reached with this, if so. */
    public Optional<NotReady> obstacle() {
        if (secret instanceof RepositorySecret.Unusable unusable) {
            return Optional.of(new NotReady(unusable.failure(), unusable.detail()));
        }
        if (customCertificate.orElse(null) instanceof CustomCertificate.Unusable unusable) {
            return Optional.of(new NotReady(FailureClass.CUSTOM_CA_UNUSABLE, unusable.detail()));
        }
        return Optional.empty();
    }

    /** Only where nothing is in the way. */
    public RepositorySecret.Usable usableSecret() {
        return (RepositorySecret.Usable) secret;
    }

    /** What the store's certificate is checked against, unless the system's authorities are enough. */
    public Optional<CustomCertificate.Usable> certificate() {
        return customCertificate
                .filter(CustomCertificate.Usable.class::isInstance)
                .map(CustomCertificate.Usable.class::cast);
    }

    /** A digest of a generation of the spec and of this: what failed with it fails again as long as it stays. */
    public String inputs(long generation) {
        RepositorySecret.Usable usable = usableSecret();
        String trusted = certificate().map(it -> "+" + it.digest()).orElse("");
        return generation + "/" + usable.name() + "@" + usable.version() + trusted;
    }

    /** Whether a run with these inputs was started with the spec of this generation. */
    public static boolean areOfGeneration(String inputs, long generation) {
        return inputs.startsWith(generation + "/");
    }
}
