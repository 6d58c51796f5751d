package backup.holdfast.controller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The shipped dashboard for Grafana. */
record Dashboard(JsonNode json) {
    /** One query of a panel. */
    record Query(String panel, String expression) {
        /** As Grafana would ask for everything in the last hour. */
        String filled() {
            return expression
                    .replace("$namespace", ".*")
                    .replace("$__rate_interval", "1m")
                    .replace("$__range", "1h");
        }
    }

    static Dashboard shipped() throws IOException {
        return new Dashboard(new ObjectMapper()
                .readTree(Files.readString(Path.of(
                        System.getProperty("holdfast.root"),
                        "deploy",
                        "monitoring",
                        "grafana",
                        "holdfast-dashboard.json"))));
    }

    List<Query> queries() {
        List<Query> queries = new ArrayList<>();
        for (JsonNode panel : json.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                queries.add(new Query(
                        panel.path("title").asText(), target.path("expr").asText()));
            }
        }
        return queries;
    }
}
