package backup.holdfast.replication.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backup.holdfast.replication.retention.Retain.Everything;
import backup.holdfast.replication.retention.Retain.Invalid;
import backup.holdfast.replication.retention.Retain.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetainTest {

    private static final List<String> LINES = List.of("retain:", "  daily: 7", "  weekly: 4", "  monthly: 6");
    private static final String COUNT_HINT = "Write how many to keep, such as last: \"7\", or \"unlimited\".";
    private static final String SPAN_HINT = "Write years, months, days and hours, such as within: \"1y6m14d12h\".";

    @Test
    void shouldKeepEverythingWhenNothingIsSaid() {
        assertThat(Retain.parse(Map.of()))
                .isEqualTo(new Everything(
                        "retain is not set, so every snapshot is kept; to have old ones removed, say what to keep",
                        LINES));
    }

    @Test
    void shouldKeepEverythingWhenEveryRuleIsZero() {
        RetainFields zeros = new RetainFields()
                .with(KeepRule.LAST, "0")
                .with(KeepRule.DAILY, "0")
                .with(KeepRule.WITHIN, "0d")
                .with(KeepRule.WITHIN_DAILY, "");

        assertThat(Retain.parse(zeros.written()))
                .isEqualTo(new Everything(
                        "every rule in retain is zero or empty, so every snapshot is kept; to have old ones removed, say"
                                + " what to keep",
                        LINES));
    }

    @ParameterizedTest
    @CsvSource({
        "LAST,           5,          --keep-last=5",
        "LAST,           ' 5 ',      --keep-last=5",
        "LAST,           +5,         --keep-last=5",
        "LAST,           007,        --keep-last=7",
        "LAST,           unlimited,  --keep-last=unlimited",
        "HOURLY,         24,         --keep-hourly=24",
        "DAILY,          -1,         --keep-daily=unlimited",
        "WEEKLY,         4,          --keep-weekly=4",
        "MONTHLY,        6,          --keep-monthly=6",
        "YEARLY,         1,          --keep-yearly=1",
        "WITHIN,         3d5h,       --keep-within=3d5h",
        "WITHIN,         1y5m7d2h,   --keep-within=1y5m7d2h",
        "WITHIN,         2h1y,       --keep-within=1y2h",
        "WITHIN,         1d2d,       --keep-within=2d",
        "WITHIN_HOURLY,  2d,         --keep-within-hourly=2d",
        "WITHIN_DAILY,   7d,         --keep-within-daily=7d",
        "WITHIN_WEEKLY,  1m,         --keep-within-weekly=1m",
        "WITHIN_MONTHLY, 1y,         --keep-within-monthly=1y",
        "WITHIN_YEARLY,  75y,        --keep-within-yearly=75y",
    })
    void shouldTurnEveryFieldIntoResticsFlag(KeepRule rule, String value, String flag) {
        assertThat(new RetainFields().with(rule, value).policy().forgetFlags()).containsExactly(flag);
    }

    @Test
    void shouldLeaveOutZerosAndKeepOneOrder() {
        RetentionPolicy policy = new RetainFields()
                .with(KeepRule.WITHIN_DAILY, "14d")
                .with(KeepRule.YEARLY, "0")
                .with(KeepRule.DAILY, "7")
                .with(KeepRule.LAST, "3")
                .policy();

        assertThat(policy).hasToString("--keep-last=3 --keep-daily=7 --keep-within-daily=14d");
        assertThat(policy)
                .isEqualTo(new RetainFields()
                        .with(KeepRule.LAST, "3")
                        .with(KeepRule.DAILY, "7")
                        .with(KeepRule.WITHIN_DAILY, "14d")
                        .policy());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-2                           | retain.last \"-2\" cannot be negative",
                "--password-command=x         | retain.last \"--password-command=x\" cannot be negative",
                "1 --password-command=x       | retain.last \"1 --password-command=x\" is no whole number",
                "many                         | retain.last \"many\" is no whole number",
                "1.5                          | retain.last \"1.5\" is no whole number",
                "0x10                         | retain.last \"0x10\" is no whole number",
                "99999999999999999999         | retain.last \"99999999999999999999\" is no whole number",
            })
    void shouldRefuseACountThatIsNone(String value, String reason) {
        assertThat(Retain.parse(Map.of(KeepRule.LAST, value)))
                .isEqualTo(new Invalid(List.of(new Problem(KeepRule.LAST, reason, COUNT_HINT))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-1d                          | retain.within \"-1d\" cannot be negative",
                "1d --password-command=x      | retain.within \"1d --password-command=x\" is no duration",
                "5                            | retain.within \"5\" is no duration",
                "d                            | retain.within \"d\" is no duration",
                "1w                           | retain.within \"1w\" is no duration",
                "1D                           | retain.within \"1D\" is no duration",
                "unlimited                    | retain.within \"unlimited\" is no duration",
                "9999999d                     | retain.within \"9999999d\" is no duration",
            })
    void shouldRefuseASpanThatIsNone(String value, String reason) {
        assertThat(Retain.parse(Map.of(KeepRule.WITHIN, value)))
                .isEqualTo(new Invalid(List.of(new Problem(KeepRule.WITHIN, reason, SPAN_HINT))));
    }

    @Test
    void shouldRefuseTheWholeSectionForOneBadFieldAndNameEachBadOne() {
        RetainFields fields = new RetainFields()
                .with(KeepRule.DAILY, "7")
                .with(KeepRule.LAST, "x")
                .with(KeepRule.WITHIN, "y");

        assertThat(((Invalid) Retain.parse(fields.written())).problems())
                .extracting(Problem::rule)
                .containsExactly(KeepRule.LAST, KeepRule.WITHIN);
    }

    @Test
    void shouldNotLetAnEmptyPolicyBeBuilt() {
        Map<KeepRule, KeepCount> none = Map.of(KeepRule.LAST, KeepCount.NONE);
        Map<KeepRule, ResticDuration> zero = Map.of(KeepRule.WITHIN, ResticDuration.ZERO);

        assertThatThrownBy(() -> new RetentionPolicy(Map.of(), Map.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RetentionPolicy(none, zero)).isInstanceOf(IllegalArgumentException.class);
    }
}
