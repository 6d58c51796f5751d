package backup.holdfast.testsupport.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "needs Linux: run it there, as root")
class OtherRightsIT {

    @TempDir
    private Path temp;

    @Test
    void shouldSeePermissionsFailAsAnotherUser() throws Exception {
        Path unreadable = unreadableFile();
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(run(List.of("cat", unreadable.toString()))).isEqualTo("0 secret");
        assertThat(run(OtherUser.command(65534, 65534, List.of("cat", unreadable.toString()))))
                .isEqualTo("1 cat: " + unreadable + ": Permission denied");
        assertThat(run(OtherUser.command(65534, 65533, List.of("sh", "-c", "id -u; id -G"))))
                .isEqualTo("0 65534\n65533");
    }

    @Test
    void shouldSeePermissionsFailAsRootWithoutCapabilities() throws Exception {
        Path unreadable = unreadableFile();

        assertThat(run(OtherUser.rootWithoutCapabilities(List.of("cat", unreadable.toString()))))
                .isEqualTo("1 cat: " + unreadable + ": Permission denied");
        assertThat(run(OtherUser.rootWithoutCapabilities(List.of("id", "-u")))).isEqualTo("0 0");
    }

    @Test
    void shouldRunUnderAHostNameOfItsOwnAndSeeNobodyElse() throws Exception {
        String ours = InetAddress.getLocalHost().getHostName();

        String probe =
                "uname -n; echo $$; test -e /proc/" + ProcessHandle.current().pid() + " || echo alone";

        assertThat(run(Isolation.command("hf-pod-1", List.of("sh", "-c", probe))))
                .isEqualTo("0 hf-pod-1\n1\nalone");
        assertThat(InetAddress.getLocalHost().getHostName()).isEqualTo(ours);
    }

    @Test
    void shouldTakeTheIsolatedCommandAlongWhenKilled() throws Exception {
        Process process = new ProcessBuilder(Isolation.command("hf-pod-2", List.of("sleep", "600"))).start();
        await().until(() -> process.toHandle().children().count() == 1);
        ProcessHandle inner = process.toHandle().children().findFirst().orElseThrow();

        process.destroyForcibly();

        await().until(() -> !inner.isAlive());
    }

    private Path unreadableFile() throws IOException {
        Path file = Files.writeString(temp.resolve("unreadable"), "secret");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    }

    private static String run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + output.strip();
    }
}
