package backup.holdfast.embedded.fleet;

import backup.holdfast.crds.ResourceDefinitions;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.testsupport.inmemory.InMemoryApiServer;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** P10: many sources on one controller, with movers that only take time and an API server in memory. */
@Command(
        name = "bench/fleet",
        mixinStandardHelpOptions = true,
        description = "Measures one controller with many sources: memory, idle CPU, how late runs start.")
public final class FleetBench implements Callable<Integer> {
    private static final int NAMESPACES = 50;
    /** As the ServiceMonitor says that is shipped. */
    private static final Duration SCRAPE_EVERY = Duration.ofSeconds(30);

    @Option(names = "--sources", defaultValue = "5000", description = "How many. Default: ${DEFAULT-VALUE}")
    private int sources = 5000;

    @Option(
            names = "--seconds",
            defaultValue = "180",
            description = "How long each half is measured. Default: ${DEFAULT-VALUE}")
    private int seconds = 180;

    @Option(
            names = "--schedule",
            defaultValue = "H * * * *",
            description = "Of the busy half. Default: ${DEFAULT-VALUE}")
    private String schedule = "H * * * *";

    @Option(names = "--heap", defaultValue = "128m", description = "Of the controller. Default: ${DEFAULT-VALUE}")
    private String heap = "128m";

    public static void main(String[] args) {
        System.exit(new CommandLine(new FleetBench()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean idle = idle();
        boolean busy = busy();
        return idle && busy ? 0 : 1;
    }

    private boolean idle() throws IOException, InterruptedException {
        try (Site site = Site.start("0 0 1 1 *", sources);
                FleetProcess controller = FleetProcess.start(site.kubeconfig(), Duration.ofSeconds(5), heap)) {
            site.awaitAccepted(sources);
            controller.awaitRest();
            controller.scrape();
            double before = controller.cpu();
            int page = scrapeFor(controller);
            double share = (controller.cpu() - before) / seconds;
            say(
                    "idle: %d sources, %.2f %% of a core (limit 2), scraped every %d s (%d KiB)",
                    sources, share * 100, SCRAPE_EVERY.toSeconds(), page / 1024);
            say("idle: %.0f MiB of memory (limit 256)", controller.peakMemory());
            return share < 0.02 && controller.peakMemory() <= 256;
        }
    }

    private boolean busy() throws IOException, InterruptedException {
        try (Site site = Site.start(schedule, sources);
                FleetProcess controller = FleetProcess.start(site.kubeconfig(), Duration.ofSeconds(5), heap)) {
            site.awaitAccepted(sources);
            controller.awaitRest();
            int caughtUp = controller.lateness().size();
            double before = controller.cpu();
            scrapeFor(controller);
            double share = (controller.cpu() - before) / seconds;
            List<Long> late =
                    controller.lateness().stream().skip(caughtUp).sorted().toList();
            long p99 = late.isEmpty() ? Long.MAX_VALUE : late.get((late.size() - 1) * 99 / 100);
            say(
                    "busy: %d runs started, p50 %d ms, p99 %d ms, worst %d ms after their slot (limit p99 1000)",
                    late.size(),
                    late.isEmpty() ? 0 : late.get(late.size() / 2),
                    p99,
                    late.isEmpty() ? 0 : late.get(late.size() - 1));
            say(
                    "busy: %.2f %% of a core, %.1f ms of CPU per run",
                    share * 100, late.isEmpty() ? 0 : share * seconds * 1000 / late.size());
            say("busy: %.0f MiB of memory (limit 256)", controller.peakMemory());
            return p99 < 1000 && controller.peakMemory() <= 256;
        }
    }

    /** The bytes of the last page. */
    private int scrapeFor(FleetProcess controller) throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        int page = 0;
        while (System.nanoTime() < end) {
            Thread.sleep(SCRAPE_EVERY.toMillis());
            page = controller.scrape();
        }
        return page;
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    /** A cluster of sources. */
    private record Site(InMemoryApiServer server, KubernetesClient client, Path kubeconfig) implements AutoCloseable {
        static Site start(String schedule, int count) throws IOException {
            InMemoryApiServer server = InMemoryApiServer.start();
            Path kubeconfig = server.writeKubeconfig(Files.createTempFile("fleet", ".kubeconfig"));
            KubernetesClient client = new KubernetesClientBuilder()
                    .withConfig(server.clientConfig())
                    .build();
            ResourceDefinitions.all()
                    .forEach(definition -> client.resource(definition).create());
            for (int n = 0; n < NAMESPACES; n++) {
                Namespace namespace = new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("apps-" + n)
                        .endMetadata()
                        .build();
                client.resource(namespace).create();
            }
            KubernetesSerialization yaml = new KubernetesSerialization();
            Instant now = Instant.now();
            for (int i = 0; i < count; i++) {
                create(client, yaml, schedule, "app-" + i, "apps-" + i % NAMESPACES, now);
            }
            return new Site(server, client, kubeconfig);
        }

        private static void create(
                KubernetesClient client,
                KubernetesSerialization yaml,
                String schedule,
                String name,
                String namespace,
                Instant now) {
            String repository = "/repositories/" + name;
            client.resource(new SecretBuilder()
                            .withNewMetadata()
                            .withName(name + "-restic")
                            .withNamespace(namespace)
                            .endMetadata()
                            .withStringData(Map.of("RESTIC_REPOSITORY", repository, "RESTIC_PASSWORD", "bench-only"))
                            .build())
                    .create();
            client.resource(new PersistentVolumeClaimBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .withNamespace(namespace)
                            .endMetadata()
                            .withNewSpec()
                            .withAccessModes("ReadWriteOnce")
                            .withNewResources()
                            .addToRequests("storage", new Quantity("1Gi"))
                            .endResources()
                            .endSpec()
                            .build())
                    .create();
            ReplicationSource source = client.resource(yaml.unmarshal(
                            """
                            apiVersion: volsync.backube/v1alpha1
                            kind: ReplicationSource
                            metadata: {name: %s, namespace: %s}
                            spec:
                              sourcePVC: %s
                              trigger: {schedule: "%s", runOnCreate: false}
                              restic:
                                repository: %s-restic
                                copyMethod: Direct
                                cacheCapacity: 1Gi
                                retain: {daily: 7, weekly: 4}
                            """.formatted(name, namespace, name, schedule, name), ReplicationSource.class))
                    .create();
            source.setStatus(FleetHistory.of(namespace, name, repository, now));
            client.resource(source).updateStatus();
        }

        /** Until the controller has judged them all. */
        void awaitAccepted(int count) throws InterruptedException {
            while (client.resources(ReplicationSource.class).inAnyNamespace().list().getItems().stream()
                            .filter(source -> source.getStatus().observedGeneration() != null)
                            .count()
                    < count) {
                Thread.sleep(2_000);
            }
        }

        @Override
        public void close() {
            client.close();
            server.close();
            kubeconfig.toFile().delete();
        }
    }
}
