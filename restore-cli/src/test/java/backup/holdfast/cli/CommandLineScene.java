package backup.holdfast.cli;

import backup.holdfast.cli.Surroundings.Pause;
import backup.holdfast.cli.term.Terminal;
import backup.holdfast.cli.term.Terminal.Kind;
import backup.holdfast.crds.ResourceDefinitions;
import backup.holdfast.testsupport.cluster.TestCluster;
import backup.holdfast.testsupport.inmemory.InMemoryApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An API server in this JVM, and the command run against it as a shell would. */
final class CommandLineScene implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private final InMemoryApiServer server = InMemoryApiServer.start();
    private final KubernetesClient client = TestCluster.connect(server.clientConfig());
    private final Path kubeconfig;
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("the zone of a scene is UTC");
        }

        @Override
        public Instant instant() {
            return now;
        }
    };
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Instant now = NOW;
    private Map<String, String> environment = Map.of();
    private Pause pause = time -> {
        throw new AssertionError("nothing was to be waited for");
    };

    CommandLineScene(Path folder) {
        kubeconfig = server.writeKubeconfig(folder.resolve("kubeconfig"));
        ResourceDefinitions.all()
                .forEach(definition -> client.resource(definition).create());
    }

    KubernetesClient client() {
        return client;
    }

    Path kubeconfig() {
        return kubeconfig;
    }

    /** Where the API server is. */
    URI server() {
        return URI.create(client.getMasterUrl().toString());
    }

    /** What the commands have written that is no text. */
    byte[] bytes() {
        return bytes.toByteArray();
    }

    /** What happens while the command waits. */
    void whileWaiting(Pause events) {
        pause = events;
    }

    /** The kubeconfig leads there from now on. */
    void leadTo(String address) throws IOException {
        Files.writeString(kubeconfig, Files.readString(kubeconfig).replaceAll("server: .*", "server: " + address));
    }

    void environment(Map<String, String> variables) {
        environment = variables;
    }

    /** Creates an object, with its status. */
    void apply(String yaml) {
        GenericKubernetesResource object =
                client.getKubernetesSerialization().unmarshal(yaml, GenericKubernetesResource.class);
        if (object.getMetadata().getNamespace() == null) {
            object.getMetadata().setNamespace("default");
        }
        Object status = object.getAdditionalProperties().get("status");
        client.resource(object).create();
        if (status != null) {
            status(object, status);
        }
    }

    private void status(GenericKubernetesResource object, Object status) {
        GenericKubernetesResource live = client.resource(object).get();
        live.setAdditionalProperty("status", status);
        client.resource(live).updateStatus();
    }

    Run run(String... args) {
        return runAs("", Kind.PLAIN, args);
    }

    /** At a terminal, where somebody answers. */
    Run answering(String answers, String... args) {
        return runAs(answers, Kind.INTERACTIVE, args);
    }

    /** Without its kubeconfig. */
    Run runBare(String... args) {
        return execute("", Kind.PLAIN, List.of(args));
    }

    private Run runAs(String answers, Kind kind, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--kubeconfig");
        all.add(kubeconfig.toString());
        return execute(answers, kind, all);
    }

    private Run execute(String answers, Kind kind, List<String> args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Terminal terminal = new Terminal(
                new PrintWriter(out), new PrintWriter(err), new BufferedReader(new StringReader(answers)), kind);
        int exitCode = RestoreCommand.in(surroundings(terminal)).execute(args.toArray(String[]::new));
        terminal.out().flush();
        terminal.err().flush();
        return new Run(exitCode, out.toString(), err.toString());
    }

    /** For what is called without a command line; nobody reads what it says. */
    Surroundings surroundings() {
        return surroundings(new Terminal(
                new PrintWriter(Writer.nullWriter()),
                new PrintWriter(Writer.nullWriter()),
                new BufferedReader(Reader.nullReader()),
                Kind.PLAIN));
    }

    private Surroundings surroundings(Terminal terminal) {
        return new Surroundings(terminal, bytes, environment, clock, time -> {
            now = now.plus(time);
            pause.of(time);
        });
    }

    /** Time passes; while the command waits it does so by itself. */
    void pass(Duration time) {
        now = now.plus(time);
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }

    record Run(int exitCode, String out, String err) {}
}
