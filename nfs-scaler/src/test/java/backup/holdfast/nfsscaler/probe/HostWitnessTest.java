package backup.holdfast.nfsscaler.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostWitnessTest {

    private static final Duration LIMIT = Duration.ofMillis(500);

    @Test
    void shouldTestifyForUsWhetherItTakesTheConnectionOrRefusesIt() throws IOException {
        int port;
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = listening.getLocalPort();
            assertThat(witness("127.0.0.1", port).cutOff(LIMIT)).isEmpty();
        }
        assertThat(witness("127.0.0.1", port).cutOff(LIMIT)).isEmpty();
    }

    @Test
    void shouldSayThatWeAreCutOffWhenItCannotBeReached() {
        assertThat(witness("255.255.255.255", 80).cutOff(LIMIT))
                .hasValueSatisfying(why -> assertThat(why)
                        .startsWith("the witness router at port 80 cannot be reached either: 255.255.255.255: "));
    }

    @Test
    void shouldSayThatWeAreCutOffWhenItsNameIsNotFound() {
        HostWitness witness = new HostWitness(
                "router",
                80,
                (host, limit) -> {
                    throw new UnknownHostException(host + ": no answer in time");
                },
                System::nanoTime);

        assertThat(witness.cutOff(LIMIT))
                .contains("the witness router at port 80 cannot be reached either: router: no answer in time");
    }

    private static HostWitness witness(String address, int port) {
        return new HostWitness(
                "router", port, (host, limit) -> List.of(InetAddress.getByName(address)), System::nanoTime);
    }
}
