package backup.holdfast.testsupport.nfs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The numbers a server knows its exports by. A path keeps its number when it comes back. */
final class ExportNumbers {

    private final List<String> everExported = new ArrayList<>();
    private List<String> current = List.of();

    ExportNumbers(List<String> paths) {
        change(paths);
    }

    void change(List<String> paths) {
        current = List.copyOf(paths);
        current.stream().filter(path -> !everExported.contains(path)).forEach(everExported::add);
    }

    Map<Integer, String> current() {
        Map<Integer, String> numbered = new TreeMap<>();
        current.forEach(path -> numbered.put(everExported.indexOf(path) + 1, path));
        return numbered;
    }
}
