package backup.holdfast.restic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoundedTailTest {

    @Test
    void shouldKeepTheLastLinesThatFit() {
        BoundedTail tail = new BoundedTail(10);

        tail.add("first");
        tail.add("1234");
        tail.add("abcd");

        assertThat(tail).hasToString("1234\nabcd");
    }

    @Test
    void shouldCutALineThatAloneIsTooLong() {
        BoundedTail tail = new BoundedTail(10);

        tail.add("before");
        tail.add("abcdefghijklmnop");

        assertThat(tail).hasToString("abcdefghi");
    }
}
