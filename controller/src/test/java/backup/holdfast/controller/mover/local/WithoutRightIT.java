package backup.holdfast.controller.mover.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Without the right to mount, snapshots are filed under the folder's own path, and the controller says so. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "mount namespaces are Linux's")
final class WithoutRightIT {
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

    @TempDir
    Path folder;

    @Test
    void shouldRecordTheFoldersPathAndSayWhy() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path volume = folder.resolve("volumes/media/photos");

        assertThat(runAsSomebodyElse()).isEqualTo("""
                user %1$s
                recorded path %2$s
                note Snapshots are recorded under %2$s, not /data: this process may not make a mount namespace \
                (root with CAP_SYS_ADMIN can).
                workspace %2$s
                outcome Unreachable Terminated
                seen a file
                """.formatted(
                        isRoot() ? "65534" : Files.getAttribute(Path.of("/proc/self"), "unix:uid"), volume));
    }

    /** As nobody where we are root, with just the right to read our class path; as ourselves elsewhere. */
    private String runAsSomebodyElse() throws Exception {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            assumeTrue(Files.isExecutable(SETPRIV), "root needs setpriv (util-linux) to become another user");
            command.addAll(List.of(
                    SETPRIV.toString(),
                    "--reuid=65534",
                    "--regid=65534",
                    "--clear-groups",
                    "--inh-caps=+dac_read_search",
                    "--ambient-caps=+dac_read_search"));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                WithoutRight.class.getName(),
                folder.toString()));
        Path errors = folder.resolve("errors");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(errors.toFile())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(() -> read(errors)).isZero();
        return output;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }

    private static boolean isRoot() throws Exception {
        return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }
}
