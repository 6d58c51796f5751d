package backup.holdfast.controller.source;

import backup.holdfast.crds.volsync.ReplicationSource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** ReplicationSources as people write them. */
final class SampleSources {
    static final String UID = "5f0c7a52-6a3b-4f55-9f3e-0b3f6c1d2e4f";
    static final String CREATED = "2026-11-01T10:00:00Z";

    private SampleSources() {}

    /** A source named {@code default/photos} with this spec. */
    static ReplicationSource withSpec(String yaml) {
        return parse("""
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationSource
                metadata:
                  name: photos
                  namespace: default
                  uid: %s
                  creationTimestamp: "%s"
                  generation: 3
                  resourceVersion: "17"
                spec:
                """.formatted(UID, CREATED) + yaml.indent(2));
    }

    /** One that can work, with this schedule. */
    static ReplicationSource scheduled(String schedule) {
        return withSpec("""
                sourcePVC: photos
                trigger:
                  schedule: "%s"
                restic:
                  repository: photos-restic
                  retain:
                    daily: 7
                """.formatted(schedule));
    }

    /** One that can work and has nothing under {@code trigger}, with these lines more under {@code restic}. */
    static ReplicationSource withRestic(String yaml) {
        return withSpec("""
                sourcePVC: photos
                restic:
                  repository: photos-restic
                """ + yaml.indent(2));
    }

    /** The same for an API server, which gives it the rest of its metadata. */
    static ReplicationSource toCreate(ReplicationSource sample, String namespace, String name) {
        sample.setMetadata(
                new ObjectMetaBuilder().withName(name).withNamespace(namespace).build());
        return sample;
    }

    private static ReplicationSource parse(String yaml) {
        return new KubernetesSerialization().unmarshal(yaml, ReplicationSource.class);
    }
}
