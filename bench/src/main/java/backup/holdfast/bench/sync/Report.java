package backup.holdfast.bench.sync;

import backup.holdfast.bench.measure.Spread;
import backup.holdfast.bench.sync.Finding.Verdict;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.StringJoiner;

/**
 * All of one bench, for people and for programs.
 *
 * @param date UTC, as ISO 8601
 */
record Report(
        String date,
        String machine,
        String restic,
        String store,
        String mover,
        List<Measurement> measurements,
        List<Finding> findings) {
    Report {
        measurements = List.copyOf(measurements);
        findings = List.copyOf(findings);
    }

    /** The findings that were not met. */
    List<Finding> missed() {
        return findings.stream()
                .filter(finding -> finding.verdict() == Verdict.MISSED)
                .toList();
    }

    String json() {
        try {
            return JsonMapper.builder()
                            .defaultPropertyInclusion(JsonInclude.Value.construct(
                                    JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
                            .build()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsString(this)
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report is always JSON", e);
        }
    }

    /** Tables in Markdown, and the verdicts. */
    String text() {
        StringJoiner lines = new StringJoiner("\n", "", "\n");
        lines.add("").add(restic + "; " + store + "; judged: " + mover + "; " + machine);
        String title = "";
        for (Measurement measurement : measurements) {
            String own = measurement.goal() + ", " + measurement.situation();
            if (!own.equals(title)) {
                title = own;
                lines.add("").add(title).add("");
                lines.add(
                        "| contender | restic processes | keys derived | requests | wall ms (min-max) | CPU ms (min-max) |"
                                + " wall | CPU |");
                lines.add("|---|---|---|---|---|---|---|---|");
            }
            lines.add(row(measurement, first(measurement)));
        }
        lines.add("").add("| goal | figure | value | limit | verdict | |").add("|---|---|---|---|---|---|");
        findings.forEach(finding -> lines.add(row(finding)));
        return lines.toString();
    }

    /** The one its group is compared with. */
    private Measurement first(Measurement measurement) {
        return measurements.stream()
                .filter(other -> other.goal() == measurement.goal()
                        && Objects.equals(other.situation(), measurement.situation()))
                .findFirst()
                .orElse(measurement);
    }

    private static String row(Measurement one, Measurement first) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %s | %s | %s | %s | %.2f | %.2f |",
                one.contender(),
                one.processes().size(),
                count(one.keyDerivations()),
                count(one.requests()),
                millis(one.wallMillis()),
                millis(one.cpuMillis()),
                one.wallMillis().ratioTo(first.wallMillis()),
                one.cpuMillis().ratioTo(first.cpuMillis()));
    }

    private static String row(Finding finding) {
        boolean skipped = finding.verdict() == Verdict.SKIPPED;
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %s |",
                finding.goal(),
                finding.what(),
                skipped ? "" : figure(finding.value()) + " " + finding.unit(),
                finding.limit() == null ? "" : figure(finding.limit()),
                finding.verdict(),
                finding.remark());
    }

    private static String figure(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, value < 10 ? "%.3f" : "%.1f", value);
    }

    /** Counts are the same in every round, or it shows. */
    private static String count(Spread spread) {
        return spread.min() == spread.max()
                ? figure(spread.median())
                : figure(spread.median()) + " (" + figure(spread.min()) + "-" + figure(spread.max()) + ")";
    }

    private static String millis(Spread spread) {
        return String.format(Locale.ROOT, "%.0f (%.0f-%.0f)", spread.median(), spread.min(), spread.max());
    }
}
