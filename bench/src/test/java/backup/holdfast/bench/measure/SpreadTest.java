package backup.holdfast.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void shouldTakeTheMiddleOneOfAnOddNumber() {
        assertThat(Spread.of(List.of(9.0, 1.0, 2.0))).isEqualTo(new Spread(3, 1, 2, 9));
    }

    @Test
    void shouldTakeTheMeanOfTheTwoMiddleOnesOfAnEvenNumber() {
        assertThat(Spread.of(List.of(4.0, 1.0, 100.0, 2.0))).isEqualTo(new Spread(4, 1, 3, 100));
    }

    @Test
    void shouldCompareMedians() {
        assertThat(Spread.of(List.of(1.0, 2.0, 99.0)).ratioTo(Spread.of(List.of(4.0, 4.0))))
                .isEqualTo(0.5);
    }

    @Test
    void shouldKnowNoSpreadWithoutRuns() {
        assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
