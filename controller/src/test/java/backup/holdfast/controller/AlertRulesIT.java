package backup.holdfast.controller;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.FailureClass.Retry;
import backup.holdfast.testsupport.monitoring.Promtool;
import backup.holdfast.testsupport.monitoring.Promtool.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped alerts in the eyes of Prometheus: they fire, stay quiet and end as deploy/monitoring/*.test.yaml say. */
class AlertRulesIT {
    private static final Path MONITORING = Path.of(System.getProperty("holdfast.root"), "deploy", "monitoring");

    @TempDir
    Path folder;

    @Test
    void shouldBeRulesThatPrometheusTakes() throws Exception {
        Verdict verdict = Promtool.require()
                .run("check", "rules", MONITORING.resolve("holdfast.rules.yaml").toString());

        assertThat(verdict.exitCode()).as(verdict.output()).isZero();
        assertThat(verdict.output()).containsPattern("SUCCESS: \\d+ rules found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"holdfast.rules.test.yaml", "holdfast.rules.week.test.yaml"})
    void shouldFireWhenTheyShouldAndOnlyThen(String tests) throws Exception {
        Verdict verdict = Promtool.require()
                .run("test", "rules", MONITORING.resolve(tests).toString());

        assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    }

    /** Each failure by itself, of a backup and of a restore: what fires, and that all of it ends with the next good run. */
    @Test
    void shouldRaiseExactlyOneAlertForEachFailure() throws Exception {
        Files.copy(MONITORING.resolve("holdfast.rules.yaml"), folder.resolve("holdfast.rules.yaml"));
        StringBuilder tests = new StringBuilder("rule_files: [holdfast.rules.yaml]\nevaluation_interval: 5m\ntests:\n");
        for (FailureClass failure : FailureClass.values()) {
            for (String role : List.of("source", "destination")) {
                tests.append(test(failure, role));
            }
        }
        Path file = Files.writeString(folder.resolve("each.test.yaml"), tests.toString());

        Verdict verdict = Promtool.require().run("test", "rules", file.toString());

        assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    }

    /** It fails for 100 minutes, and is good again. */
    private static String test(FailureClass failure, String role) {
        String object = "obj_name=\"photos\",obj_namespace=\"media\",role=\"" + role + "\"";
        boolean person = failure.retry() == Retry.NEEDS_CHANGE;
        String fired = alert(failure, role)
                .map(name -> "\n          - {labels: '{alertname=\"" + name + "\",class=\"" + failure.label() + "\","
                        + object + "}', value: 1}")
                .orElse(" []");
        return """
                  - name: %1$s of a %2$s
                    interval: 5m
                    input_series:
                      - {series: 'holdfast_build_info', values: 1x40}
                      - {series: 'holdfast_running{%3$s}', values: 0x40}
                      - {series: 'holdfast_consecutive_failures{%3$s,class="%1$s"}', values: 1x20 stale}
                      - {series: 'holdfast_consecutive_failures{%3$s,class=""}', values: _x21 0x19}
                      - {series: 'holdfast_stalled{%3$s,class="%1$s"}', values: %4$s}
                      - {series: 'holdfast_stalled{%3$s,class=""}', values: %5$s}
                    promql_expr_test:
                      - expr: max by (alertname, class, obj_name, obj_namespace, role) (ALERTS{alertstate="firing"})
                        eval_time: 90m
                        exp_samples:%6$s
                      - expr: ALERTS{alertstate="firing"}
                        eval_time: 120m
                        exp_samples: []
                """.formatted(
                failure.label(), role, object, person ? "1x20 stale" : "_x40", person ? "_x21 0x19" : "0x40", fired);
    }

    private static Optional<String> alert(FailureClass failure, String role) {
        if (failure.retry() == Retry.NEEDS_CHANGE) {
            return Optional.of("HoldfastStalled");
        }
        if (role.equals("destination")) {
            return failure == FailureClass.SNAPSHOT_AWAITED ? Optional.empty() : Optional.of("HoldfastRestoreFailing");
        }
        return Optional.of(failure == FailureClass.LOCKED ? "HoldfastRepositoryLocked" : "HoldfastBackupFailing");
    }
}
