package backup.holdfast.restic.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProcessIdentityTest {

    private static final ProcessIdentity IDENTITY =
            new ProcessIdentity(4711, Instant.parse("2026-11-20T04:00:00.12Z"), "2f7c-boot/123456");

    @Test
    void shouldReadBackWhatItWrote() {
        ProcessIdentity unmarked = new ProcessIdentity(1, Instant.EPOCH, "");

        assertThat(ProcessIdentity.parse(IDENTITY.toText() + "\n")).contains(IDENTITY);
        assertThat(ProcessIdentity.parse(unmarked.toText())).contains(unmarked);
    }

    @Test
    void shouldReadNothingOutOfATextCutAnywhere() {
        String text = IDENTITY.toText();

        for (int length = 0; length < text.length(); length++) {
            assertThat(ProcessIdentity.parse(text.substring(0, length))).isEmpty();
        }
    }
}
