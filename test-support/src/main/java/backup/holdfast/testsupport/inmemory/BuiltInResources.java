package backup.holdfast.testsupport.inmemory;

import backup.holdfast.testsupport.inmemory.ResourceType.PrinterColumn;
import backup.holdfast.testsupport.inmemory.ResourceType.Trait;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Reads the kinds every cluster has. */
final class BuiltInResources {

    private static final String RESOURCE = "builtin-resources.txt";
    private static final PrinterColumn AGE = new PrinterColumn("Age", "date", ".metadata.creationTimestamp", 0);

    private BuiltInResources() {}

    static List<ResourceType> load() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(BuiltInResources.class.getResourceAsStream(RESOURCE), RESOURCE),
                StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(BuiltInResources::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
    }

    private static ResourceType parse(String line) {
        String[] words = line.split(" ", -1);
        String apiVersion = words[0];
        int slash = apiVersion.indexOf('/');
        String kind = words[2];
        String letters = words[4];
        return new ResourceType(
                slash < 0 ? "" : apiVersion.substring(0, slash),
                apiVersion.substring(slash + 1),
                kind,
                words[1],
                kind.toLowerCase(Locale.ROOT),
                words[3].equals("-") ? List.of() : List.of(words[3].split(",", -1)),
                traits(letters),
                letters.contains("R") ? Optional.of(".spec.replicas") : Optional.empty(),
                columns(kind),
                Optional.empty());
    }

    private static Set<Trait> traits(String letters) {
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        if (letters.contains("N")) {
            traits.add(Trait.NAMESPACED);
        }
        if (letters.contains("S")) {
            traits.add(Trait.STATUS);
        }
        if (letters.contains("G")) {
            traits.add(Trait.GENERATION);
        }
        return traits;
    }

    private static List<PrinterColumn> columns(String kind) {
        return switch (kind) {
            case "PersistentVolumeClaim" ->
                List.of(
                        new PrinterColumn("Status", "string", ".status.phase", 0),
                        new PrinterColumn("Volume", "string", ".spec.volumeName", 0),
                        new PrinterColumn("Capacity", "string", ".status.capacity.storage", 0),
                        new PrinterColumn("StorageClass", "string", ".spec.storageClassName", 0),
                        AGE);
            case "Event" ->
                List.of(
                        new PrinterColumn("Type", "string", ".type", 0),
                        new PrinterColumn("Reason", "string", ".reason", 0),
                        new PrinterColumn("Object", "string", ".involvedObject.name", 0),
                        new PrinterColumn("Message", "string", ".message", 0));
            case "Deployment", "StatefulSet", "ReplicaSet" ->
                List.of(
                        new PrinterColumn("Desired", "integer", ".spec.replicas", 0),
                        new PrinterColumn("Ready", "integer", ".status.readyReplicas", 0),
                        AGE);
            case "Job" -> List.of(new PrinterColumn("Succeeded", "integer", ".status.succeeded", 0), AGE);
            case "Namespace", "Pod" -> List.of(new PrinterColumn("Status", "string", ".status.phase", 0), AGE);
            default -> List.of(AGE);
        };
    }
}
