package backup.holdfast.crds.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import backup.holdfast.crds.event.EventPublisher.Kind;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.RequiresRealApi;
import backup.holdfast.testsupport.cluster.TestNamespace;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against the validation of a real API server, which refuses an Event for a byte too many. */
@RequiresRealApi
@ClusterTest(crds = "crds/replicationsources.volsync.backube.yaml")
final class ApiEventPublisherIT {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T04:00:00.123456789Z"), ZoneOffset.UTC);

    private KubernetesClient client;
    private String namespace;
    private ApiEventPublisher publisher;

    @BeforeEach
    void start(KubernetesClient client, TestNamespace namespace) {
        this.client = client;
        this.namespace = namespace.name();
        publisher = new ApiEventPublisher(client, "holdfast", "holdfast-7d9c-x2v", CLOCK);
    }

    @Test
    void shouldWriteAnEventAboutAnObject() {
        ReplicationSource source = new ReplicationSource();
        source.getMetadata().setName("photos");
        source.getMetadata().setNamespace(namespace);
        ReplicationSource about = client.resource(source).create();

        publisher.publish(about, Kind.WARNING, "BackupFailed", "Backup", "Unreachable in backup");

        assertThat(events()).singleElement().satisfies(event -> {
            assertThat(event.getMetadata().getName()).isEqualTo("photos." + Long.toHexString(CLOCK.millis()) + "-1");
            assertThat(event.getEventTime().getTime()).isEqualTo("2026-11-20T04:00:00.123456Z");
            assertThat(event.getType()).isEqualTo("Warning");
            assertThat(event.getReason()).isEqualTo("BackupFailed");
            assertThat(event.getAction()).isEqualTo("Backup");
            assertThat(event.getNote()).isEqualTo("Unreachable in backup");
            assertThat(event.getReportingController()).isEqualTo("holdfast");
            assertThat(event.getReportingInstance()).isEqualTo("holdfast-7d9c-x2v");
            assertThat(event.getRegarding())
                    .isEqualTo(new ObjectReferenceBuilder()
                            .withApiVersion("volsync.backube/v1alpha1")
                            .withKind("ReplicationSource")
                            .withNamespace(namespace)
                            .withName("photos")
                            .withUid(about.getMetadata().getUid())
                            .withResourceVersion(about.getMetadata().getResourceVersion())
                            .build());
        });
    }

    @Test
    void shouldWriteTwoEventsOfOneMoment() {
        HasMetadata about = configMap("photos");

        publisher.publish(about, Kind.NORMAL, "BackupSucceeded", "Backup", "one");
        publisher.publish(about, Kind.NORMAL, "BackupSucceeded", "Backup", "two");

        assertThat(events()).extracting(Event::getNote).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void shouldCutALongNoteToWhatTheApiServerTakes() {
        HasMetadata about = configMap("photos");
        String plain = "x".repeat(1024);

        publisher.publish(about, Kind.NORMAL, "Fits", "Backup", plain);
        publisher.publish(about, Kind.NORMAL, "Cut", "Backup", plain + "x");
        publisher.publish(about, Kind.NORMAL, "CutBetweenCharacters", "Backup", "ü😀".repeat(400));

        assertThat(note("Fits")).isEqualTo(plain);
        assertThat(note("Cut")).isEqualTo("x".repeat(1021) + "…");
        assertThat(note("CutBetweenCharacters")).isEqualTo("ü😀".repeat(170) + "…");
        assertThat(note("CutBetweenCharacters").getBytes(UTF_8)).hasSizeLessThanOrEqualTo(1024);
    }

    @Test
    void shouldNameAnEventAboutAnObjectWithALongName() {
        String name = "a".repeat(234) + "-.".repeat(5) + "b".repeat(9);
        HasMetadata about = new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withUid("1")
                .endMetadata()
                .build();

        publisher.publish(about, Kind.NORMAL, "BackupSucceeded", "Backup", "note");

        assertThat(events()).singleElement().satisfies(event -> {
            assertThat(event.getMetadata().getName())
                    .startsWith("a".repeat(200))
                    .hasSizeLessThanOrEqualTo(253);
            assertThat(event.getRegarding().getName()).isEqualTo(name);
        });
    }

    @Test
    void shouldWriteOfAnObjectWithoutNamespaceInTheDefaultOne() {
        HasMetadata volume = new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(namespace)
                .withUid("1")
                .endMetadata()
                .build();

        publisher.publish(volume, Kind.NORMAL, "BackupSucceeded", "Backup", "note");

        assertThat(client.events().v1().events().inNamespace("default").list().getItems())
                .filteredOn(event -> namespace.equals(event.getRegarding().getName()))
                .extracting(Event::getNote)
                .containsExactly("note");
    }

    @Test
    void shouldNeverFailARunForAnEventThatCannotBeWritten() {
        HasMetadata nowhere = new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("no-such-namespace")
                .withName("photos")
                .endMetadata()
                .build();

        assertThatCode(() -> publisher.publish(nowhere, Kind.NORMAL, "BackupSucceeded", "Backup", "note"))
                .doesNotThrowAnyException();
    }

    private ConfigMap configMap(String name) {
        return client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
    }

    private List<Event> events() {
        return client.events().v1().events().inNamespace(namespace).list().getItems();
    }

    private String note(String reason) {
        return events().stream()
                .filter(event -> event.getReason().equals(reason))
                .map(Event::getNote)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no Event with reason " + reason));
    }
}
