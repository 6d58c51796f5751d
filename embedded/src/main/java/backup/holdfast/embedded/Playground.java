package backup.holdfast.embedded;

import backup.holdfast.controller.Holdfast;
import backup.holdfast.controller.HoldfastSettings;
import backup.holdfast.controller.MoverChoice;
import backup.holdfast.controller.mover.local.LocalMoverOptions;
import backup.holdfast.crds.ResourceDefinitions;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.nfsscaler.NfsScaling;
import backup.holdfast.replication.schedule.SchedulePolicy;
import backup.holdfast.testsupport.inmemory.InMemoryApiServer;
import backup.holdfast.testsupport.nfs.FreezableNas;
import backup.holdfast.testsupport.s3.S3ProxyServer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** All parts of Holdfast on this machine, on 127.0.0.1 and below one folder. Closing stops them and removes the folder. */
final class Playground implements AutoCloseable {
    private static final String INSTANCE = "quickstart";
    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

    private final Path folder;
    private final Narrator narrator;
    private final InMemoryApiServer apiServer;
    private final S3ProxyServer s3;
    private final KubernetesClient client;
    private final Holdfast holdfast;
    private final FreezableNas nas;
    private final NfsScaling nfsScaling;
    private boolean closed;

    private Playground(
            Path folder,
            Narrator narrator,
            InMemoryApiServer apiServer,
            S3ProxyServer s3,
            KubernetesClient client,
            Holdfast holdfast,
            FreezableNas nas,
            NfsScaling nfsScaling) {
        this.folder = folder;
        this.narrator = narrator;
        this.apiServer = apiServer;
        this.s3 = s3;
        this.client = client;
        this.holdfast = holdfast;
        this.nas = nas;
        this.nfsScaling = nfsScaling;
    }

    /** @param folder emptied first: what an earlier one left when it was killed */
    static Playground start(Path folder, Path restic, Narrator narrator, Clock clock) throws IOException {
        Folders.delete(folder);
        Files.createDirectories(folder);
        InMemoryApiServer apiServer = InMemoryApiServer.start();
        apiServer.writeKubeconfig(folder.resolve("kubeconfig"));
        S3ProxyServer s3 = S3ProxyServer.start(Files.createDirectories(folder.resolve("s3")));
        KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(apiServer.clientConfig())
                .build();
        for (CustomResourceDefinition definition : ResourceDefinitions.all()) {
            client.resource(definition).create();
        }
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("HOLDFAST_RESTIC", restic.toString());
        LocalMoverOptions movers =
                LocalMoverOptions.sameProgram(folder.resolve("volumes"), folder.resolve("state"), environment);
        HoldfastSettings settings = new HoldfastSettings(
                INSTANCE,
                Set.of(),
                ZoneOffset.UTC,
                SchedulePolicy.DEFAULT,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new MoverChoice.Processes(movers));
        Holdfast holdfast = Holdfast.start(settings, client, clock, narrator::heard);
        NfsScaling nfsScaling = NfsScaling.start(client, holdfast.meters(), INSTANCE, clock, System::nanoTime);
        return new Playground(folder, narrator, apiServer, s3, client, holdfast, FreezableNas.start(), nfsScaling);
    }

    URI apiServer() {
        return apiServer.address();
    }

    URI s3() {
        return s3.access().endpoint();
    }

    String nas() {
        return "127.0.0.1:" + nas.port();
    }

    URI metrics() {
        return URI.create("http://127.0.0.1:" + holdfast.managementAddress().getPort() + "/metrics");
    }

    Path kubeconfig() {
        return folder.resolve("kubeconfig");
    }

    /** @param manifests the folder with the tour's manifests */
    Tour tour(Path manifests) {
        Manifests filledIn = new Manifests(
                manifests,
                Map.of(
                        "S3_ENDPOINT", s3.access().endpoint().toString(),
                        "S3_ACCESS_KEY", s3.access().accessKey(),
                        "S3_SECRET_KEY", s3.access().secretKey(),
                        "NFS_PORT", Integer.toString(nas.port())));
        return new Tour(
                client,
                filledIn,
                new DemoVolume(folder.resolve("volumes").resolve("default").resolve("photos")),
                new NasOutage(client, filledIn, nas, narrator),
                narrator);
    }

    /** Lets the sources go on after the tour. */
    void resume() {
        for (ReplicationSource source : client.resources(ReplicationSource.class)
                .inAnyNamespace()
                .list()
                .getItems()) {
            client.resource(source).patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"paused\":false}}");
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        nfsScaling.close();
        nas.close();
        holdfast.closeWithMovers(STOP_WITHIN);
        client.close();
        s3.close();
        apiServer.close();
        Folders.delete(folder);
    }
}
