package backup.holdfast.replication.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailureClassTest {
    /** The words a sentence that tells people what to do begins with, or goes on with after "and", "or" and ";". */
    private static final List<String> ADVICE = List.of(
            "check", "correct", "create", "set", "give", "raise", "run", "upgrade", "use", "put", "make", "mend",
            "look", "example", "apply");

    /** Where nothing is to be done but to wait, or to read on. */
    private static final List<String> PROMISE = List.of("is retried", "is looked for again", "the Event");

    @Test
    void shouldHaveALabelOfItsOwnEach() {
        assertThat(Arrays.stream(FailureClass.values()).map(FailureClass::label))
                .doesNotHaveDuplicates()
                .doesNotContain("");
    }

    @ParameterizedTest
    @EnumSource
    void shouldHaveALabelFitForAConditionReasonAndAMetric(FailureClass failure) {
        assertThat(failure.label()).matches("[A-Z][A-Za-z]{3,30}");
        assertThat(FailureClass.ofLabel(failure.label())).isEqualTo(failure);
    }

    @ParameterizedTest
    @EnumSource
    void shouldSayWhatHappenedAndWhatToDo(FailureClass failure) {
        String sentence = failure.sentence();

        assertThat(sentence).endsWith(".").doesNotContain("  ").doesNotContain("\n");
        // More than one statement: what happened, then what follows from it.
        assertThat(sentence.split("[.;] ")).hasSizeGreaterThanOrEqualTo(2);
        assertThat(sentence.length()).isBetween(40, 300);
        boolean advises = Arrays.stream(sentence.toLowerCase().split("[^a-z]+")).anyMatch(ADVICE::contains);
        boolean promises = PROMISE.stream().map(String::toLowerCase).anyMatch(sentence.toLowerCase()::contains);
        assertThat(advises || promises).as(sentence).isTrue();
    }

    @Test
    void shouldReadALabelItDoesNotKnowAsUnknown() {
        assertThat(FailureClass.ofLabel("SolarFlare")).isEqualTo(FailureClass.UNKNOWN);
        assertThat(FailureClass.ofLabel("null")).isEqualTo(FailureClass.UNKNOWN);
    }
}
