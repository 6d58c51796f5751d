package backup.holdfast.testsupport.nfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GaneshaServerIT {

    private static final int NFS = 100_003;

    @ParameterizedTest
    @EnumSource(names = {"V4", "V4_WITHOUT_0", "V3"})
    void shouldAnswerUntilItIsFrozenAndAgainOnceItIsThawed(ServedVersions versions) throws IOException {
        try (GaneshaServer server = GaneshaServer.start(versions, "/media")) {
            int version = versions == ServedVersions.V3 ? 3 : 4;

            assertThat(askNull(server, version)).isZero();
            server.freeze();
            assertThatThrownBy(() -> askNull(server, version)).isInstanceOf(SocketTimeoutException.class);
            server.thaw();
            assertThat(askNull(server, version)).isZero();
            server.freeze();
            server.kill();
            assertThatThrownBy(() -> askNull(server, version)).isInstanceOf(ConnectException.class);
            server.restart();
            assertThat(askNull(server, version)).isZero();
            server.export("/backup");
            assertThat(askNull(server, version)).isZero();
        }
    }

    /** The status of an accepted call. */
    private static int askNull(GaneshaServer server, int version) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(500);
            socket.connect(new InetSocketAddress(server.host(), server.port()), 500);
            ByteBuffer call = ByteBuffer.allocate(44).putInt(0x8000_0000 | 40);
            for (int word : new int[] {77, 0, 2, NFS, version, 0, 0, 0, 0, 0}) {
                call.putInt(word);
            }
            socket.getOutputStream().write(call.array());
            ByteBuffer reply = ByteBuffer.wrap(socket.getInputStream().readNBytes(28));
            assertThat(reply.getInt(4)).isEqualTo(77);
            return reply.getInt(24);
        }
    }
}
