package backup.holdfast.controller.event;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes Events of {@code events.k8s.io/v1}. */
public final class ApiEventPublisher implements EventPublisher {
    private static final Logger log = LoggerFactory.getLogger(ApiEventPublisher.class);
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** The API server refuses longer notes. */
    private static final int MAX_NOTE = 1024;

    private final KubernetesClient client;
    private final String controllerName;
    private final String instance;
    private final Clock clock;
    private final AtomicLong sequence = new AtomicLong();

    /** @param instance which replica reports: usually the pod's name */
    public ApiEventPublisher(KubernetesClient client, String controllerName, String instance, Clock clock) {
        this.client = client;
        this.controllerName = controllerName;
        this.instance = instance;
        this.clock = clock;
    }

    @Override
    public void publish(HasMetadata about, Kind kind, String reason, String action, String note) {
        try {
            client.events()
                    .v1()
                    .events()
                    .inNamespace(about.getMetadata().getNamespace())
                    .resource(new EventBuilder()
                            .withNewMetadata()
                            .withName(name(about))
                            .withNamespace(about.getMetadata().getNamespace())
                            .endMetadata()
                            .withEventTime(new MicroTime(MICROS.format(clock.instant())))
                            .withReportingController(controllerName)
                            .withReportingInstance(instance)
                            .withType(kind.text())
                            .withReason(reason)
                            .withAction(action)
                            .withNote(note.length() <= MAX_NOTE ? note : note.substring(0, MAX_NOTE - 1) + "…")
                            .withRegarding(reference(about))
                            .build())
                    .create();
        } catch (KubernetesClientException e) {
            log.atWarn()
                    .addKeyValue("namespace", about.getMetadata().getNamespace())
                    .addKeyValue("name", about.getMetadata().getName())
                    .addKeyValue("reason", reason)
                    .log("could not write an Event: {}", e.getMessage());
        }
    }

    private String name(HasMetadata about) {
        String base = about.getMetadata().getName();
        String suffix = "." + Long.toHexString(clock.instant().toEpochMilli()) + "-" + sequence.incrementAndGet();
        return base.substring(0, Math.min(base.length(), 253 - suffix.length())) + suffix;
    }

    private static ObjectReference reference(HasMetadata about) {
        return new ObjectReferenceBuilder()
                .withApiVersion(about.getApiVersion())
                .withKind(about.getKind())
                .withNamespace(about.getMetadata().getNamespace())
                .withName(about.getMetadata().getName())
                .withUid(about.getMetadata().getUid())
                .withResourceVersion(about.getMetadata().getResourceVersion())
                .build();
    }
}
