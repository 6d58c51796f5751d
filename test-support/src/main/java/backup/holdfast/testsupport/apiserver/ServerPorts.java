package backup.holdfast.testsupport.apiserver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** The two ports on 127.0.0.1. */
record ServerPorts(int etcd, int apiServer) {

    /** Two that nobody listens on now. */
    static ServerPorts free() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket first = new ServerSocket(0, 1, loopback);
                ServerSocket second = new ServerSocket(0, 1, loopback)) {
            return new ServerPorts(first.getLocalPort(), second.getLocalPort());
        }
    }

    String etcdUrl() {
        return "http://127.0.0.1:" + etcd;
    }

    String apiServerUrl() {
        return "https://127.0.0.1:" + apiServer;
    }
}
