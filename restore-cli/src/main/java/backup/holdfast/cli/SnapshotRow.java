package backup.holdfast.cli;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.catalog.Catalog;
import backup.holdfast.cli.term.Table;
import backup.holdfast.cli.term.Terminal;
import backup.holdfast.cli.term.Words;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A snapshot in a list.
 *
 * @param previous what {@code --previous} takes to name it; none for another identity's
 */
record SnapshotRow(SnapshotInfo snapshot, Optional<Integer> previous) {
    SnapshotRow {
        requireNonNull(snapshot, "snapshot is null");
        requireNonNull(previous, "previous is null");
    }

    /** Newest first. */
    static List<SnapshotRow> of(Catalog catalog) {
        List<SnapshotRow> rows = new ArrayList<>();
        int own = 0;
        for (SnapshotInfo snapshot : catalog.snapshots()) {
            boolean isOwn = snapshot.identity().equals(catalog.identity());
            rows.add(new SnapshotRow(snapshot, isOwn ? Optional.of(own++) : Optional.empty()));
        }
        return rows;
    }

    /** Prints lists of them. */
    record Printer(Instant now, ZoneId zone) {
        void print(Terminal terminal, List<SnapshotRow> rows, Output output, KubernetesSerialization yaml) {
            switch (output) {
                case TABLE, WIDE -> {
                    if (!rows.isEmpty()) {
                        terminal.print(table(rows, output));
                    }
                }
                case JSON -> terminal.print(json(rows).toPrettyString());
                case YAML -> terminal.print(yaml.asYaml(json(rows)).stripTrailing());
                case NAME ->
                    terminal.print(rows.stream().map(row -> row.snapshot().id()).toList());
            }
        }

        private List<String> table(List<SnapshotRow> rows, Output output) {
            Table table = output == Output.WIDE
                    ? new Table("PREVIOUS", "ID", "TIME", "AGE", "FILES", "SIZE", "HOST", "PATHS", "FULL ID")
                    : new Table("PREVIOUS", "ID", "TIME", "AGE", "FILES", "SIZE", "HOST");
            for (SnapshotRow row : rows) {
                SnapshotInfo it = row.snapshot();
                List<String> cells = new ArrayList<>(List.of(
                        row.previous().map(String::valueOf).orElse(""),
                        it.shortId(),
                        Words.minute(it.instant(), zone),
                        Words.relative(it.instant(), now),
                        it.size().map(size -> Long.toString(size.files())).orElse(""),
                        it.size().map(size -> Words.bytes(size.bytes())).orElse(""),
                        it.host()));
                if (output == Output.WIDE) {
                    cells.add(String.join(",", it.paths()));
                    cells.add(it.id());
                }
                table.row(cells.toArray(String[]::new));
            }
            return table.lines();
        }

        private ArrayNode json(List<SnapshotRow> rows) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            for (SnapshotRow row : rows) {
                SnapshotInfo it = row.snapshot();
                ObjectNode one = all.addObject()
                        .put("id", it.id())
                        .put("time", it.time().toString())
                        .put("host", it.host());
                it.paths().forEach(one.putArray("paths")::add);
                row.previous().ifPresent(number -> one.put("previous", number));
                it.size().ifPresent(size -> one.put("files", size.files()).put("bytes", size.bytes()));
            }
            return all;
        }
    }
}
