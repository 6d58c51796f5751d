package backup.holdfast.controller.destination;

import backup.holdfast.crds.volsync.ReplicationDestination;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** ReplicationDestinations as people write them. */
final class SampleDestinations {
    static final String UID = "5f0c7a52-6a3b-4f55-9f3e-0b3f6c1d2e4f";

    private SampleDestinations() {}

    /** One named {@code media/back} that can restore into claim {@code photos}, with these lines more, or others, under {@code restic}. */
    static ReplicationDestination withRestic(String yaml) {
        String usual = Stream.of("repository: photos-restic", "copyMethod: Direct", "destinationPVC: photos")
                .filter(line -> !yaml.startsWith(line.substring(0, line.indexOf(' '))))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
        return withSpec("trigger: {manual: restore-once}\nrestic:\n" + (usual + yaml).indent(2));
    }

    static ReplicationDestination withSpec(String yaml) {
        return new KubernetesSerialization()
                .unmarshal("""
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationDestination
                metadata:
                  name: back
                  namespace: media
                  uid: %s
                  creationTimestamp: "2026-11-01T10:00:00Z"
                  generation: 3
                spec:
                """.formatted(UID) + yaml.indent(2), ReplicationDestination.class);
    }
}
