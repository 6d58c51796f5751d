package backup.holdfast.bench.sync;

import java.util.ArrayList;
import java.util.List;

/** What has been found so far. */
final class Results {
    private final List<Measurement> measurements = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    void add(List<Measurement> more) {
        measurements.addAll(more);
    }

    void add(Finding finding) {
        findings.add(finding);
    }

    List<Measurement> measurements() {
        return List.copyOf(measurements);
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }
}
