package backup.holdfast.nfsscaler.probe;

import backup.holdfast.testsupport.nfs.GaneshaServer;
import backup.holdfast.testsupport.nfs.ServedVersions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Two networks joined by a cable: a server in one, the probe in the other. Run in a network of its own, since it makes devices and routes.
 * Prints what the probe finds while the way between them is broken in one manner after the other.
 */
final class CutOffScene {

    private static final String OURS = "10.213.0.1";
    private static final String THEIRS = "10.213.0.2";
    /** Longer than Linux looks for a neighbour that is gone. */
    private static final ProbeLimits LIMITS = new ProbeLimits(Duration.ofSeconds(5));

    private final List<String> enter;

    private CutOffScene(long pid) {
        this.enter = List.of("nsenter", "--target", Long.toString(pid), "--net");
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Process theirNetwork = new ProcessBuilder("unshare", "--net", "sh", "-c", "echo ready; exec sleep 300").start();
        theirNetwork.getInputStream().read();
        try {
            new CutOffScene(theirNetwork.pid()).play(theirNetwork.pid());
        } finally {
            theirNetwork.destroyForcibly();
        }
    }

    private void play(long pid) throws IOException, InterruptedException {
        here("ip link set lo up");
        here("ip link add ours type veth peer name theirs");
        here("ip link set theirs netns " + pid);
        here("ip addr add " + OURS + "/24 dev ours");
        here("ip link set ours up");
        there("ip addr add " + THEIRS + "/24 dev theirs");
        there("ip link set theirs up");
        try (GaneshaServer server = GaneshaServer.start(
                new GaneshaServer.Place(THEIRS, enter), ServedVersions.V3_WITH_PORT_MAPPER, "/media")) {
            probe("version 3 by its port mapper", server);
        }
        try (GaneshaServer server =
                GaneshaServer.start(new GaneshaServer.Place(THEIRS, enter), ServedVersions.V4, "/media")) {
            probe("whole", server);

            there("ip route add blackhole " + OURS);
            probe("their answers are lost", server);
            there("ip route del blackhole " + OURS);
            probe("whole again", server);

            here("ip route add blackhole " + THEIRS);
            probe("we send into a black hole", server);
            here("ip route del blackhole " + THEIRS);

            there("ip link set theirs down");
            here("ip neigh flush dev ours");
            probe("their machine is off", server);

            here("ip link set ours down");
            probe("our cable is out", server);

            here("ip link set ours up");
            there("ip link set theirs up");
            probe("whole in the end", server);
        }
    }

    private static void probe(String scene, GaneshaServer server) {
        ProbeResult result = RpcNfsProbe.ofThisMachine()
                .probe(NfsServer.of("nas", server.host(), "/media").withPort(server.port()), LIMITS);
        String found = result.getClass().getSimpleName();
        if (result instanceof ProbeResult.Reachable reachable) {
            found += " " + reachable.version().orElseThrow() + " "
                    + reachable.exports().get(0).state();
        }
        if (result instanceof ProbeResult.Unreachable unreachable) {
            found += " " + unreachable.reason();
        }
        if (result instanceof ProbeResult.Unknown unknown) {
            found += " " + unknown.reason();
        }
        System.out.println(scene + ": " + found);
    }

    private void there(String command) throws IOException, InterruptedException {
        List<String> whole = new ArrayList<>(enter);
        whole.addAll(List.of(command.split(" ")));
        run(whole);
    }

    private static void here(String command) throws IOException, InterruptedException {
        run(List.of(command.split(" ")));
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        int exitCode = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (exitCode != 0) {
            throw new IllegalStateException(String.join(" ", command) + " ended with " + exitCode);
        }
    }
}
