package backup.holdfast.crds.event;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes Events of {@code events.k8s.io/v1}. */
public final class ApiEventPublisher implements EventPublisher {
    private static final Logger log = LoggerFactory.getLogger(ApiEventPublisher.class);
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** In bytes; the API server refuses longer notes. */
    private static final int MAX_NOTE = 1024;

    private static final int MAX_NAME = 253;

    /** Where the Events of objects without a namespace are, as Kubernetes itself does it. */
    private static final String NAMESPACE_OF_NONE = "default";

    private static final String CUT_MARK = "…";

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
        String namespace = Objects.requireNonNullElse(about.getMetadata().getNamespace(), NAMESPACE_OF_NONE);
        try {
            client.events()
                    .v1()
                    .events()
                    .inNamespace(namespace)
                    .resource(new EventBuilder()
                            .withNewMetadata()
                            .withName(name(about))
                            .withNamespace(namespace)
                            .endMetadata()
                            .withEventTime(new MicroTime(MICROS.format(clock.instant())))
                            .withReportingController(controllerName)
                            .withReportingInstance(instance)
                            .withType(kind.text())
                            .withReason(reason)
                            .withAction(action)
                            .withNote(bounded(note))
                            .withRegarding(reference(about))
                            .build())
                    .create();
        } catch (KubernetesClientException e) {
            log.atWarn()
                    .addKeyValue("namespace", namespace)
                    .addKeyValue("name", about.getMetadata().getName())
                    .addKeyValue("reason", reason)
                    .log("could not write an Event: {}", e.getMessage());
        }
    }

    private String name(HasMetadata about) {
        String base = about.getMetadata().getName();
        String suffix = Long.toHexString(clock.instant().toEpochMilli()) + "-" + sequence.incrementAndGet();
        String cut = base.substring(0, Math.min(base.length(), MAX_NAME - 1 - suffix.length()));
        // A part of a name may not end with the sign it was cut at.
        return cut.replaceFirst("[-.]+$", "") + "." + suffix;
    }

    /** Cut between two characters, not within one. */
    private static String bounded(String note) {
        if (note.getBytes(UTF_8).length <= MAX_NOTE) {
            return note;
        }
        int room = MAX_NOTE - CUT_MARK.getBytes(UTF_8).length;
        int end = 0;
        for (int next = 0; next < note.length(); ) {
            int character = note.codePointAt(next);
            room -= Character.toString(character).getBytes(UTF_8).length;
            if (room < 0) {
                break;
            }
            next += Character.charCount(character);
            end = next;
        }
        return note.substring(0, end) + CUT_MARK;
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
