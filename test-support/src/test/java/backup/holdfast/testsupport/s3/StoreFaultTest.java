package backup.holdfast.testsupport.s3;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.testsupport.s3.StoreFault.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class StoreFaultTest {
    private static final S3Request REQUEST = new S3Request("GET", "/bucket/config");

    /** Who waits for it mends what it has done: that must be done by then. */
    @Test
    void shouldHaveHappenedOnceAllOfItHas() {
        AtomicReference<StoreFault> itself = new AtomicReference<>();
        List<Boolean> before = new ArrayList<>();
        StoreFault fault =
                new StoreFault(Kind.LOST, 2, () -> before.add(itself.get().hasHappened()));
        itself.set(fault);

        assertThat(fault.apply(REQUEST)).isInstanceOf(Reaction.Forward.class);
        assertThat(fault.hasHappened()).isFalse();
        assertThat(fault.apply(REQUEST)).isInstanceOf(Reaction.Reset.class);

        assertThat(before).containsExactly(false);
        assertThat(fault.hasHappened()).isTrue();
    }
}
