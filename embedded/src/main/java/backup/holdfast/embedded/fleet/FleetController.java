package backup.holdfast.embedded.fleet;

import backup.holdfast.controller.Holdfast;
import backup.holdfast.controller.HoldfastSettings;
import backup.holdfast.controller.MoverChoice;
import backup.holdfast.crds.json.LeanSerialization;
import backup.holdfast.replication.plan.Conduct;
import backup.holdfast.replication.queue.QueueLimits;
import backup.holdfast.replication.schedule.SchedulePolicy;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Set;

/**
 * The controller under test, in a process of its own: on its first line the address of its metrics, then for each run that starts how late
 * that is, in milliseconds. Ends with its standard input.
 */
public final class FleetController {
    private FleetController() {}

    public static void main(String[] args) throws IOException {
        Path kubeconfig = Path.of(args[0]);
        Duration length = Duration.parse(args[1]);
        Clock clock = Clock.systemUTC();
        HoldfastSettings settings = new HoldfastSettings(
                "fleet",
                Set.of(),
                ZoneOffset.UTC,
                SchedulePolicy.DEFAULT,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new MoverChoice.Given(wake -> new SimulatedMovers(
                        length,
                        wake,
                        (run, at) -> System.out.println(
                                Duration.between(run.slot(), at).toMillis()),
                        clock)),
                "",
                QueueLimits.NONE,
                Conduct.EVERYDAY);
        try (KubernetesClient client = new KubernetesClientBuilder()
                        .withKubernetesSerialization(LeanSerialization.create())
                        .withConfig(Config.fromKubeconfig(Files.readString(kubeconfig)))
                        .build();
                Holdfast holdfast = Holdfast.start(settings, client, clock, event -> {})) {
            System.out.println(
                    "http://127.0.0.1:" + holdfast.managementAddress().getPort() + "/metrics");
            while (System.in.read() >= 0) {
                // Until the one who started it has gone.
            }
        }
    }
}
