package backup.holdfast.testsupport.s3;

import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/** One client's connection, and the one to the server behind it. */
final class ProxiedConnection {

    private final Socket client;
    private final URI upstream;
    private final Function<S3Request, Reaction> decide;
    private final InputStream fromClient;
    private final OutputStream toClient;
    private volatile boolean busy;

    ProxiedConnection(Socket client, URI upstream, Function<S3Request, Reaction> decide) throws IOException {
        this.client = requireNonNull(client, "client is null");
        this.upstream = requireNonNull(upstream, "upstream is null");
        this.decide = requireNonNull(decide, "decide is null");
        client.setTcpNoDelay(true);
        this.fromClient = new BufferedInputStream(client.getInputStream());
        this.toClient = new BufferedOutputStream(client.getOutputStream());
    }

    /** Serves requests until one side closes, or a reaction ends the connection. */
    void run() throws IOException, InterruptedException {
        try (Socket server = new Socket(upstream.getHost(), upstream.getPort())) {
            server.setTcpNoDelay(true);
            InputStream fromServer = new BufferedInputStream(server.getInputStream());
            OutputStream toServer = new BufferedOutputStream(server.getOutputStream());
            Optional<HttpHead> request = next();
            while (request.isPresent() && serve(request.get(), fromServer, toServer)) {
                request = next();
            }
        }
    }

    /** Whether nothing of a request is on its way: clients keep connections open for a while, in case they need them again. */
    boolean isBetweenRequests() {
        try {
            return !busy && client.getInputStream().available() == 0;
        } catch (IOException closed) {
            return true;
        }
    }

    private Optional<HttpHead> next() throws IOException {
        busy = false;
        fromClient.mark(1);
        if (fromClient.read() < 0) {
            return Optional.empty();
        }
        busy = true;
        fromClient.reset();
        return HttpHead.read(fromClient);
    }

    /** Whether the connection goes on. */
    private boolean serve(HttpHead request, InputStream fromServer, OutputStream toServer)
            throws IOException, InterruptedException {
        String[] words = request.firstLine().split(" ", 3);
        Reaction reaction = decide.apply(new S3Request(words[0], words[1]));
        if (reaction instanceof Reaction.Reset) {
            // Closing with unsent data dropped is a reset.
            client.setSoLinger(true, 0);
            return false;
        }
        if (reaction instanceof Reaction.Hang) {
            waitForTheClientToLeave();
            return false;
        }
        if (reaction instanceof Reaction.Refuse refusal) {
            invite(request);
            HttpBody.copy(request, fromClient, OutputStream.nullOutputStream());
            refuse(words[0], refusal);
            return !request.isClosing();
        }
        if (reaction instanceof Reaction.Delay delay) {
            Thread.sleep(delay.latency().toMillis());
        }
        int limit = reaction instanceof Reaction.Truncate truncate ? truncate.bytes() : Integer.MAX_VALUE;
        return forward(request, words[0], fromServer, toServer, limit);
    }

    private boolean forward(HttpHead request, String method, InputStream fromServer, OutputStream toServer, int limit)
            throws IOException {
        invite(request);
        request.without("Expect").write(toServer);
        HttpBody.copy(request, fromClient, toServer);
        toServer.flush();
        HttpHead response = HttpHead.read(fromServer).orElseThrow(() -> new IOException("the server hung up"));
        response.write(toClient);
        boolean hasBody = !method.equals("HEAD") && response.status() != 204 && response.status() != 304;
        if (hasBody && limit < Integer.MAX_VALUE) {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            HttpBody.copy(response, fromServer, whole);
            toClient.write(whole.toByteArray(), 0, Math.min(limit, Math.max(0, whole.size() - 1)));
            toClient.flush();
            return false;
        }
        if (hasBody) {
            HttpBody.copy(response, fromServer, toClient);
        }
        toClient.flush();
        return !request.isClosing() && !response.isClosing();
    }

    /** Some clients wait to be asked before they send a body. The server need not know. */
    private void invite(HttpHead request) throws IOException {
        if (request.header("Expect").equalsIgnoreCase("100-continue")) {
            toClient.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            toClient.flush();
        }
    }

    private void refuse(String method, Reaction.Refuse refusal) throws IOException {
        byte[] body = ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + refusal.code() + "</Code><Message>"
                        + refusal.code() + "</Message></Error>")
                .getBytes(StandardCharsets.UTF_8);
        toClient.write(("HTTP/1.1 " + refusal.status() + " Refused\r\nContent-Type: application/xml\r\nContent-Length: "
                        + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        if (!method.equals("HEAD")) {
            toClient.write(body);
        }
        toClient.flush();
    }

    private void waitForTheClientToLeave() throws IOException {
        fromClient.transferTo(OutputStream.nullOutputStream());
    }
}
