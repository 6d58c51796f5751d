package backup.holdfast.cli.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** Reads the cluster. A kind that it does not serve has no objects. */
public interface Look {
    Optional<Seen> get(Kind kind, String namespace, String name);

    List<Seen> list(Kind kind, String namespace);

    /** Of all namespaces: who synchronizes what is not said in what it synchronizes. */
    List<Seen> listEverywhere(Kind kind);

    List<JsonNode> pods(String namespace);

    Optional<JsonNode> claim(String namespace, String name);
}
