package backup.holdfast.testsupport.inmemory;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.inmemory.ResourceType.PrinterColumn;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The tables kubectl prints: the server makes them. */
final class TableRenderer {

    private final Clock clock;

    TableRenderer(Clock clock) {
        this.clock = requireNonNull(clock, "clock is null");
    }

    ObjectNode render(ResourceType type, List<ObjectNode> objects, String resourceVersion) {
        ObjectNode table = Json.object().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        table.putObject("metadata").put("resourceVersion", resourceVersion);
        ArrayNode columns = table.putArray("columnDefinitions");
        addColumn(columns, new PrinterColumn("Name", "string", ".metadata.name", 0), "name");
        type.columns().forEach(column -> addColumn(columns, column, ""));
        ArrayNode rows = table.putArray("rows");
        objects.forEach(object -> addRow(rows, type, object));
        return table;
    }

    private static void addColumn(ArrayNode columns, PrinterColumn column, String format) {
        columns.addObject()
                .put("name", column.name())
                .put("type", column.type().equals("date") ? "string" : column.type())
                .put("format", format)
                .put("description", column.jsonPath())
                .put("priority", column.priority());
    }

    private void addRow(ArrayNode rows, ResourceType type, ObjectNode object) {
        ObjectNode row = rows.addObject();
        ArrayNode cells = row.putArray("cells");
        cells.add(Json.metadata(object, "name"));
        for (PrinterColumn column : type.columns()) {
            JsonNode value = JsonPath.find(object, column.jsonPath());
            if (value.isMissingNode() || value.isNull()) {
                cells.add("");
            } else if (column.type().equals("date")) {
                cells.add(age(value.asText()));
            } else {
                cells.add(value.isContainerNode() ? value.toString() : value.asText());
            }
        }
        row.putObject("object")
                .put("kind", "PartialObjectMetadata")
                .put("apiVersion", "meta.k8s.io/v1")
                .set("metadata", object.path("metadata"));
    }

    private String age(String time) {
        Duration age = Duration.between(Instant.parse(time), clock.instant());
        if (age.toMinutes() < 2) {
            return Math.max(0, age.toSeconds()) + "s";
        }
        if (age.toHours() < 2) {
            return age.toMinutes() + "m";
        }
        return age.toDays() < 2 ? age.toHours() + "h" : age.toDays() + "d";
    }
}
