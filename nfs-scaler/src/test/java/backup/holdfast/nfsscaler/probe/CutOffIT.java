package backup.holdfast.nfsscaler.probe;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.testsupport.tools.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CutOffIT {

    private static final List<String> OWN_NETWORK =
            List.of("unshare", "--net", "--pid", "--fork", "--kill-child", "--mount-proc");

    @TempDir
    private Path temp;

    @Test
    void shouldTellAServerThatIsOutOfReachFromANetworkThatIsBrokenHere() throws IOException, InterruptedException {
        Tools.require(Tools.ganesha());
        Assumptions.assumeTrue(
                run(List.of("ip", "link", "add", "ours", "type", "veth", "peer", "name", "theirs")) == 0,
                "needs network namespaces with virtual cables: run it as root on Linux (in a container: privileged),"
                        + " with util-linux and iproute2 installed");

        int exitCode = run(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dholdfast.root=" + System.getProperty("holdfast.root"),
                "-cp",
                System.getProperty("java.class.path"),
                CutOffScene.class.getName()));

        assertThat(Files.readString(temp.resolve("out"))).isEqualTo("""
                version 3 by its port mapper: Reachable V3 PRESENT
                whole: Reachable V4 PRESENT
                their answers are lost: Unreachable CONNECT_TIMED_OUT
                whole again: Reachable V4 PRESENT
                we send into a black hole: Unknown NOT_TRIED
                their machine is off: Unreachable NO_ROUTE
                our cable is out: Unknown NOT_TRIED
                whole in the end: Reachable V4 PRESENT
                """);
        assertThat(exitCode).isZero();
    }

    /** Runs it in a network of its own, which ends with it. */
    private int run(List<String> command) throws IOException, InterruptedException {
        List<String> whole = new ArrayList<>(OWN_NETWORK);
        whole.addAll(command);
        Process process;
        try {
            process = new ProcessBuilder(whole)
                    .redirectErrorStream(true)
                    .redirectOutput(temp.resolve("out").toFile())
                    .start();
        } catch (IOException noUnshare) {
            return -1;
        }
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }
}
