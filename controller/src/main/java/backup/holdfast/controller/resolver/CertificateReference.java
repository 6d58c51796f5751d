package backup.holdfast.controller.resolver;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/** Where {@code spec.restic.customCA} says that the certificates of the repository's server lie. */
public record CertificateReference(Kind kind, String name, String key) {
    public CertificateReference {
        requireNonNull(kind, "kind is null");
        requireNonNull(name, "name is null");
        requireNonNull(key, "key is null");
    }

    /** What kind of object holds them. */
    public enum Kind {
        SECRET("Secret"),
        CONFIG_MAP("ConfigMap");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** As Kubernetes writes it. */
        public String label() {
            return label;
        }
    }

    /** In one word, for a digest of inputs. */
    String digest() {
        return kind.label().toLowerCase(Locale.ROOT) + "/" + name + "/" + key;
    }
}
