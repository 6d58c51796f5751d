package backup.holdfast.embedded;

import backup.holdfast.testsupport.tools.ResticSeries;
import backup.holdfast.testsupport.tools.ToolResult;
import backup.holdfast.testsupport.tools.Tools;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;

/** {@code ./quickstart}: starts everything on this machine, shows the tour, stops everything. */
public final class Quickstart {
    private Quickstart() {}

    /** What happens after the tour. */
    private enum Afterwards {
        STOP,
        KEEP_RUNNING
    }

    @SuppressWarnings("SystemOut") // This is the process's edge.
    public static void main(String[] args) {
        Clock clock = Clock.systemUTC();
        Narrator narrator = new Narrator(
                System.out,
                Boolean.getBoolean("holdfast.terminal") ? Narrator.Surface.TERMINAL : Narrator.Surface.PLAIN,
                clock);
        Afterwards afterwards = args.length > 0 && args[0].equals("--keep") ? Afterwards.KEEP_RUNNING : Afterwards.STOP;
        int exitCode = 1;
        try {
            show(narrator, clock, afterwards);
            exitCode = 0;
        } catch (IllegalStateException | KubernetesClientException | IOException e) {
            narrator.plain("\nquickstart: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.exit(exitCode);
    }

    private static void show(Narrator narrator, Clock clock, Afterwards afterwards)
            throws IOException, InterruptedException {
        Path root = Path.of(System.getProperty("holdfast.root", "")).toAbsolutePath();
        Path restic = restic(narrator);
        narrator.scene(
                "Starting: an in-memory Kubernetes API, an S3 server, a pretended NFS server and the controller, all on 127.0.0.1");
        try (Playground playground =
                Playground.start(root.resolve("target").resolve("quickstart"), restic, narrator, clock)) {
            // Ctrl-C ends the process by this hook; closing twice does nothing more.
            Runtime.getRuntime().addShutdownHook(new Thread(playground::close, "stop"));
            narrator.say("Kubernetes API (in memory) at " + playground.apiServer());
            narrator.say("S3 server at " + playground.s3());
            narrator.say("NFS server (answers probes, holds no files) at " + playground.nas());
            narrator.say("controller; metrics at " + playground.metrics());
            playground.tour(root.resolve("examples").resolve("quickstart")).run();
            narrator.scene("Done");
            if (afterwards == Afterwards.KEEP_RUNNING) {
                keep(narrator, playground);
            } else {
                narrator.plain(
                        "  Everything is stopped and removed. ./quickstart --keep leaves it running to look around.");
            }
        }
    }

    private static Path restic(Narrator narrator) {
        narrator.scene("Looking for restic");
        ToolResult result = Tools.restic(ResticSeries.ANY, narrator::say);
        if (result instanceof ToolResult.Found found) {
            narrator.say("restic " + found.version() + " at " + found.path());
            return found.path();
        }
        throw new IllegalStateException("there is no restic: " + ((ToolResult.Missing) result).reason());
    }

    private static void keep(Narrator narrator, Playground playground) throws InterruptedException {
        narrator.plain("""
                  Left running; Ctrl-C stops and removes everything. In another terminal:
                    export KUBECONFIG=%s
                    kubectl get replicationsources,replicationdestinations,nfsscalers
                    kubectl annotate replicationsource photos holdfast.backup/requestedAt=now-1 --overwrite
                    curl %s""".formatted(playground.kubeconfig(), playground.metrics()));
        playground.resume();
        new CountDownLatch(1).await();
    }
}
