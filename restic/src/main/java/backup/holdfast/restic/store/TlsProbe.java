package backup.holdfast.restic.store;

import backup.holdfast.restic.store.StoreFailure.Kind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Tells a server that wants TLS from a broken one. Most servers of TLS just hang up on plain HTTP; whether they would shake hands
 * says it for certain.
 */
final class TlsProbe {

    private TlsProbe() {}

    /** A connection that broke, explained where plain HTTP was spoken to a server of TLS. */
    static StoreFailure explain(StoreFailure broken, Peer peer) {
        if (!peer.isPlain() || peer.route().proxy().isPresent() || !shakesHands(peer)) {
            return broken;
        }
        return StoreFailure.of(Kind.TLS_NEEDED, broken.endpoint(), ConnectionErrors.tlsNeeded(broken.endpoint()));
    }

    private static boolean shakesHands(Peer peer) {
        String host = peer.host();
        int port = peer.port();
        int patience = (int) peer.route().connect().toMillis();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), patience);
            socket.setSoTimeout(patience);
            SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
            try (SSLSocket secure = (SSLSocket) factory.createSocket(socket, host, port, true)) {
                secure.startHandshake();
                return true;
            }
        } catch (SSLException e) {
            // A certificate came, if one that this JVM does not trust.
            return e.getCause() instanceof CertificateException;
        } catch (IOException e) {
            return false;
        }
    }
}
