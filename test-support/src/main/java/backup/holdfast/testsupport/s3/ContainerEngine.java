package backup.holdfast.testsupport.s3;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Finds out quickly and without a word whether containers can run here. Testcontainers' own search takes seconds and says a lot. */
final class ContainerEngine {

    private static final String DEFAULT_HOST = "unix:///var/run/docker.sock";

    private ContainerEngine() {}

    enum Answer {
        RUNS,
        ABSENT
    }

    static Answer probe(Map<String, String> environment) {
        URI host = URI.create(environment.getOrDefault("DOCKER_HOST", DEFAULT_HOST));
        if (!"unix".equals(host.getScheme())) {
            // Somebody set it on purpose.
            return Answer.RUNS;
        }
        Path socket = Path.of(host.getPath());
        if (!Files.exists(socket)) {
            return Answer.ABSENT;
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(socket)) ? Answer.RUNS : Answer.ABSENT;
        } catch (IOException e) {
            return Answer.ABSENT;
        }
    }
}
