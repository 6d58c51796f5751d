package backup.holdfast.nfsscaler.probe.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XdrTest {

    @Test
    void shouldReadWhatWasWritten() throws XdrException {
        Random random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            int number = random.nextInt();
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            String text = "é".repeat(random.nextInt(5));

            byte[] written = new XdrWriter()
                    .integer(number)
                    .opaque(bytes)
                    .string(text)
                    .append(new XdrWriter().integer(1))
                    .toByteArray();
            XdrReader reader = new XdrReader(written);

            assertThat(written.length % 4).isZero();
            assertThat(reader.integer()).isEqualTo(number);
            assertThat(reader.opaque(40)).isEqualTo(bytes);
            assertThat(reader.string(10)).isEqualTo(text);
            assertThat(reader.bool()).isTrue();
            assertThat(reader.remaining()).isZero();
        }
    }

    @Test
    void shouldWriteWhatTheStandardSays() {
        assertThat(HexFormat.of()
                        .formatHex(new XdrWriter().integer(-2).string("abcde").toByteArray()))
                .isEqualTo("fffffffe" + "00000005" + "6162636465" + "000000");
    }

    @ParameterizedTest
    @CsvSource({
        "ffffffff, 4294967295 bytes where at most 8 are allowed",
        "80000000, 2147483648 bytes where at most 8 are allowed",
        "00000009, 9 bytes where at most 8 are allowed",
        "00000008, ends 8 bytes too early",
        "000000056162636465, ends 3 bytes too early",
        "0000, ends 2 bytes too early",
    })
    void shouldReserveNothingOnAStrangersWord(String hex, String complaint) {
        XdrReader reader = new XdrReader(HexFormat.of().parseHex(hex));

        assertThatThrownBy(() -> reader.opaque(8))
                .isInstanceOf(XdrException.class)
                .hasMessage(complaint);
    }

    @Test
    void shouldTakeOnlyTwoNumbersForABoolean() {
        XdrReader reader = new XdrReader(new XdrWriter().integer(-1).toByteArray());

        assertThatThrownBy(reader::bool).isInstanceOf(XdrException.class).hasMessage("a boolean of 4294967295");
    }

    @Test
    void shouldMakeOfAnyBytesAReplyOrTheOneException() {
        Random random = new Random(11);
        int replies = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = new byte[random.nextInt(64)];
            for (int i = 0; i < bytes.length; i++) {
                // Mostly small words, as in real messages: pure noise would never get past the second.
                bytes[i] = (byte) (i % 4 == 3 || random.nextInt(20) == 0 ? random.nextInt(7) : 0);
            }
            if (bytes.length >= 4) {
                bytes[3] = 5;
            }
            Throwable thrown = catchThrowable(() -> RpcReply.decode(bytes, 5));
            if (thrown == null) {
                replies++;
            } else {
                assertThat(thrown).isInstanceOf(XdrException.class);
            }
        }
        assertThat(replies).isGreaterThan(1000);
    }
}
