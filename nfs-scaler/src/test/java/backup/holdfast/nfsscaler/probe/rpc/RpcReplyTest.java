package backup.holdfast.nfsscaler.probe.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RpcReplyTest {

    private static final int XID = 77;

    @ParameterizedTest
    @CsvSource({
        "'0 0 0 1', PROG_UNAVAIL",
        "'0 0 0 2 3 4', serves only versions 3 to 4",
        "'0 0 0 3', PROC_UNAVAIL",
        "'0 0 0 4', GARBAGE_ARGS",
        "'0 0 0 5', SYSTEM_ERR",
        "'1 0 2 3', RPC_MISMATCH 2 to 3",
        "'1 1 5', AUTH_ERROR 5",
        "'0 6 4 99 0', carried out",
    })
    void shouldUnderstandEveryKindOfReply(String words, String meaning) throws XdrException {
        assertThat(RpcReply.decode(message("77 1 " + words), XID).words()).isEqualTo(meaning);
    }

    @ParameterizedTest
    @CsvSource({
        "'', ends 4 bytes too early",
        "'77', ends 4 bytes too early",
        "'76 1 0 0 0 0', it answers a call that was not made",
        "'77 0 0 0 0 0', it is not a reply but a message of type 0",
        "'77 1 2 0 0 0', a boolean of 2",
        "'77 1 0 0 0 6', no status of an accepted call: 6",
        "'77 1 0 0 401 0', 401 bytes where at most 400 are allowed",
        "'77 1 0 0 0 2 3', ends 4 bytes too early",
    })
    void shouldRefuseWhatIsNoReply(String words, String complaint) {
        assertThatThrownBy(() -> RpcReply.decode(message(words), XID))
                .isInstanceOf(XdrException.class)
                .hasMessage(complaint);
    }

    @Test
    void shouldLeaveTheResultsToTheCaller() throws XdrException {
        RpcReply reply = RpcReply.decode(message("77 1 0 0 0 0 42"), XID);

        assertThat(reply)
                .isInstanceOfSatisfying(
                        RpcReply.Success.class,
                        success -> assertThat(success.results().remaining()).isEqualTo(4));
    }

    private static byte[] message(String words) {
        XdrWriter message = new XdrWriter();
        Arrays.stream(words.split(" "))
                .filter(word -> !word.isEmpty())
                .forEach(word -> message.integer(Integer.parseInt(word)));
        return message.toByteArray();
    }
}
