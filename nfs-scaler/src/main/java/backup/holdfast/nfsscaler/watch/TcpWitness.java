package backup.holdfast.nfsscaler.watch;

import static java.util.Objects.requireNonNull;

import backup.holdfast.nfsscaler.probe.Witness;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;

/** Somebody else in the network. That he refuses the connection is an answer, too. */
final class TcpWitness implements Witness {

    private final backup.holdfast.crds.nfs.Witness witness;

    TcpWitness(backup.holdfast.crds.nfs.Witness witness) {
        this.witness = requireNonNull(witness, "witness is null");
    }

    @Override
    public Optional<String> cutOff(Duration limit) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(witness.host(), witness.port()), (int) Math.max(1, limit.toMillis()));
            return Optional.empty();
        } catch (NoRouteToHostException e) {
            return silent(e);
        } catch (ConnectException e) {
            return String.valueOf(e.getMessage()).contains("refused") ? Optional.empty() : silent(e);
        } catch (IOException e) {
            return silent(e);
        }
    }

    private Optional<String> silent(IOException e) {
        return Optional.of(
                "the witness " + witness.host() + ":" + witness.port() + " does not answer: " + e.getMessage());
    }
}
