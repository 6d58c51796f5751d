package backup.holdfast.crds.volsync;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the specs of both kinds have in common. The sections of other replication methods are kept and not read. */
public sealed interface ReplicationSpec permits ReplicationSourceSpec, ReplicationDestinationSpec {

    TriggerSpec trigger();

    boolean paused();

    @Nullable
    ResticOptions restic();

    /** Who replicates instead of us: alone, it means hands off, status included. */
    @Nullable
    JsonNode external();

    @Nullable
    JsonNode rsync();

    @Nullable
    JsonNode rsyncTLS();

    @Nullable
    JsonNode rclone();

    @Nullable
    JsonNode kopia();

    /** The methods this spec asks for, by their field names; a spec that can be carried out has exactly {@code [restic]}. */
    default List<String> methods() {
        Map<String, @Nullable Object> sections = new LinkedHashMap<>();
        sections.put("restic", restic());
        sections.put("external", external());
        sections.put("rsync", rsync());
        sections.put("rsyncTLS", rsyncTLS());
        sections.put("rclone", rclone());
        sections.put("syncthing", this instanceof ReplicationSourceSpec source ? source.syncthing() : null);
        sections.put("kopia", kopia());
        return sections.keySet().stream()
                .filter(name -> sections.get(name) != null)
                .toList();
    }

    /** Whether somebody else replicates. */
    default boolean isExternal() {
        return external() != null && methods().size() == 1;
    }
}
