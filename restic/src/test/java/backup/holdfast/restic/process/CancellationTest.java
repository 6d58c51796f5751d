package backup.holdfast.restic.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CancellationTest {

    private final Cancellation cancellation = new Cancellation();
    private final List<String> called = new ArrayList<>();

    @Test
    void shouldCallEveryoneOnce() {
        cancellation.onCancel(() -> called.add("a"));
        cancellation.onCancel(() -> called.add("b"));

        cancellation.cancel();
        cancellation.cancel();

        assertThat(called).containsExactly("a", "b");
        assertThat(cancellation.isCancelled()).isTrue();
    }

    @Test
    void shouldCallLateComersAtOnce() {
        cancellation.cancel();

        cancellation.onCancel(() -> called.add("late"));

        assertThat(called).containsExactly("late");
    }

    @Test
    void shouldForgetAClosedRegistration() {
        cancellation.onCancel(() -> called.add("a")).close();

        cancellation.cancel();

        assertThat(called).isEmpty();
    }
}
