package backup.holdfast.controller.mover.local;

import static backup.holdfast.controller.mover.local.LocalMoverFixture.CLAIM;
import static backup.holdfast.controller.mover.local.LocalMoverFixture.OWNER;
import static backup.holdfast.controller.mover.local.LocalMoverFixture.RUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import backup.holdfast.controller.mover.Placement;
import backup.holdfast.replication.plan.Workspace;
import backup.holdfast.replication.state.MoverObservation;
import backup.holdfast.replication.state.MoverObservation.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a mover sees, and what the host sees of it. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "mount namespaces are Linux's")
final class PrivateMountIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private LocalMoverFixture fixture;

    @BeforeEach
    void prepare() throws IOException {
        fixture = LocalMoverFixture.in(folder);
        Optional<String> obstacle =
                PrivateMount.obstacle(new LocalMoverOptions(fixture.folder, fixture.state, List.of("sh"), Map.of()));
        assumeTrue(obstacle.isEmpty(), () -> "a private mount is needed: " + obstacle.orElseThrow());
    }

    @Test
    void shouldShowAMoverItsVolumeAtDataAndItsRunAsItsHost() throws Exception {
        Files.writeString(fixture.volume.resolve("a file"), "of the volume");
        LocalMoverBackend backend = backend("""
                exec > "$SEEN" 2>&1
                uname -n
                ls -A /data
                cat "/data/a file"; echo
                echo "from the mover" > /data/written
                ls -d /proc/self /dev/null "$TMPDIR" > /dev/null && echo "sees the rest"
                """);

        assertThat(backend.place(OWNER, CLAIM))
                .isEqualTo(new Placement(
                        new Workspace(Path.of("/data"), RunFolder.cache(fixture.state, OWNER), null),
                        "/data",
                        Optional.empty()));
        run(backend);

        assertThat(folder.resolve("seen")).hasContent("""
                hf-7c1e04d2-20261120t040000
                a file
                of the volume
                sees the rest
                """);
        assertThat(fixture.volume.resolve("written")).hasContent("from the mover");
    }

    @Test
    void shouldLeaveNothingOfItOnTheHost() throws Exception {
        List<String> mounts = mounts();
        String host = host();
        boolean data = Files.exists(Path.of("/data"));
        LocalMoverBackend backend = backend("""
                : > "$SEEN"
                until [ -e "$GO" ]; do sleep 0.02; done
                """);

        backend.start(fixture.assignment(backend));
        await().atMost(SOON).until(() -> Files.exists(folder.resolve("seen")));
        assertThat(mounts()).as("while it runs").isEqualTo(mounts);
        assertThat(host()).isEqualTo(host);
        assertThat(fixture.runFolder().root()).isEmptyDirectory();
        Files.createFile(folder.resolve("go"));
        awaitEnd(backend);

        assertThat(mounts()).as("when it is over").isEqualTo(mounts);
        assertThat(host()).isEqualTo(host);
        assertThat(Files.exists(Path.of("/data"))).isEqualTo(data);
        assertThat(fixture.runFolder().root()).isEmptyDirectory();
        backend.cleanUp(OWNER, RUN);
        assertThat(fixture.runFolder().path()).doesNotExist();
        assertThat(fixture.volume).isEmptyDirectory();
    }

    @Test
    void shouldRemoveNothingOfTheVolumeWhenItCleansUpAfterAMoverThatWasKilled() throws Exception {
        Files.writeString(fixture.volume.resolve("a file"), "of the volume");
        LocalMoverBackend backend = backend("""
                : > "$SEEN"
                while :; do sleep 0.02; done
                """);
        backend.start(fixture.assignment(backend));
        await().atMost(SOON).until(() -> Files.exists(folder.resolve("seen")));

        ProcessHandle mover = ProcessHandle.of(
                        fixture.runFolder().mover().orElseThrow().pid())
                .orElseThrow();
        mover.destroyForcibly();
        awaitEnd(backend);
        backend.cleanUp(OWNER, RUN);

        assertThat(fixture.volume.resolve("a file")).hasContent("of the volume");
    }

    @Test
    void shouldTakeNamesForNamesWhateverTheyHold() throws Exception {
        LocalMoverFixture odd = LocalMoverFixture.in(Files.createDirectory(folder.resolve("a b'c\"$(touch oops);d")));
        Files.writeString(odd.volume.resolve("a file"), "of the volume");
        LocalMoverBackend backend = odd.scripted(
                "cat '/data/a file' > \"$SEEN\"",
                Map.of("SEEN", folder.resolve("seen").toString()));

        backend.start(odd.assignment(backend));
        awaitEnd(backend);

        assertThat(folder.resolve("seen")).hasContent("of the volume");
        assertThat(Path.of("oops")).doesNotExist();
    }

    @Test
    void shouldTryBeforeItPromises() throws IOException {
        Path trials = Files.createDirectory(folder.resolve("trials"));

        assertThat(PrivateMount.works(trials)).isTrue();

        assertThat(trials).isEmptyDirectory();
    }

    private LocalMoverBackend backend(String script) throws IOException {
        return fixture.scripted(
                script,
                Map.of(
                        "SEEN", folder.resolve("seen").toString(),
                        "GO", folder.resolve("go").toString()));
    }

    private void run(LocalMoverBackend backend) {
        backend.start(fixture.assignment(backend));
        MoverObservation end = awaitEnd(backend);
        assertThat(((Ended) end).detail()).isEqualTo("the mover's process ended with exit code 0");
    }

    private static MoverObservation awaitEnd(LocalMoverBackend backend) {
        return await().atMost(SOON).until(() -> backend.observe(OWNER, RUN), Ended.class::isInstance);
    }

    /** Where something is mounted, as this process sees it. */
    private static List<String> mounts() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            return lines.map(line -> line.split(" ")[4]).sorted().toList();
        }
    }

    private static String host() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    }
}
