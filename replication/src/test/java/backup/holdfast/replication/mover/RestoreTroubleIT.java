package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RestoreLosses;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.SafetyCopy;
import backup.holdfast.replication.plan.SafetyCopy.Impossible;
import backup.holdfast.replication.plan.WantedSnapshot;
import backup.holdfast.testsupport.files.Aspect;
import backup.holdfast.testsupport.files.ExtendedAttributes;
import backup.holdfast.testsupport.files.TreeBuilder;
import backup.holdfast.testsupport.files.TreeDiff;
import backup.holdfast.testsupport.files.TreeSnapshot;
import backup.holdfast.testsupport.process.OtherUser;
import backup.holdfast.testsupport.s3.CountingProxy;
import backup.holdfast.testsupport.s3.Reaction;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3Test;
import backup.holdfast.testsupport.tools.ResticSeries;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Restores that can't be, or not wholly: what they say, and what they leave alone. */
@S3Test
@Timeout(120)
class RestoreTroubleIT {
    private static final int USER = 1000;

    @TempDir
    Path directory;

    private RestoreHost host;
    private PlanBuilder plan;
    private Path source;
    private Path volume;

    @BeforeEach
    void create() throws Exception {
        host = new RestoreHost(directory, ResticSeries.V0_19);
        plan = host.plan;
        source = host.source;
        volume = host.volume;
    }

    /** As a container with user 0 that drops all capabilities, which is what a mover is by default. */
    @Test
    void shouldSayWhatRootWithoutCapabilitiesMayNot() throws Exception {
        new TreeBuilder(source).file("a", 10);
        ExtendedAttributes.make(source, "program", ExtendedAttributes.CAPABILITY);
        RestoreHost.sh("mknod", source + "/device", "c", "1", "3");
        String id = host.backUp();

        MoverOutcome outcome = host.run(host.restore(id), OtherUser.rootWithoutCapabilities(List.of()));

        assertThat(outcome.result()).as(outcome.toString()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(outcome.restore().losses()).isEqualTo(new RestoreLosses(0, 0, 1, 1));
        assertThat(outcome.unreadable())
                .containsExactly(
                        "/device: mknod " + volume + "/device: operation not permitted",
                        "/program: xattr.LSet " + volume + "/program security.capability: operation not permitted");
        assertThat(TreeDiff.of(source, volume).lines()).containsExactly("missing: device");

        new TreeBuilder(source).owner("a", USER, USER);
        String other = host.backUp();
        MoverOutcome foreign = host.run(host.restore(other), OtherUser.rootWithoutCapabilities(List.of()));

        assertThat(foreign.failure().failureClass()).isEqualTo(FailureClass.RESTORE_INCOMPLETE);
        assertThat(foreign.failure().message()).startsWith("everything is restored but the owners of 1 files");
        assertThat(foreign.restore().losses().owners()).isEqualTo(1);
    }

    @Test
    void shouldTellWhoseFilesAUserWithoutRightsCouldNotGiveAway() throws Exception {
        new TreeBuilder(source)
                .file("own/a", 10)
                .owner("own/a", USER, USER)
                .owner("own", USER, USER)
                .file("another's", 10)
                .owner("another's", 1234, USER)
                .file("root's", 10)
                .finish();
        String id = host.backUp();
        Files.setAttribute(volume, "unix:uid", USER);
        openUp();
        host.classpath = MoverClasspath.copyTo(Files.createDirectory(directory.resolve("classes")));

        MoverOutcome outcome = host.run(host.restore(id), OtherUser.command(USER, USER, List.of()));

        assertThat(outcome.result()).as(outcome.toString()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(outcome.restore().losses()).isEqualTo(new RestoreLosses(0, 2, 0, 0));
        assertThat(outcome.unreadable())
                .containsExactly(
                        "/another's: belongs to 1000:1000, in the snapshot to 1234:1000",
                        "/root's: belongs to 1000:1000, in the snapshot to 0:0");
        assertThat(outcome.explanation())
                .contains("2 files and folders belong to another user or group than in the snapshot");
        assertThat(TreeDiff.of(source, volume, Aspect.OWNER).lines()).isEmpty();
    }

    @Test
    void shouldWriteNothingIntoAVolumeThatIsTooSmallOrReadOnly() throws Exception {
        new TreeBuilder(source).file("a", 3_000_000).hole("hole", 200 << 20).finish();
        String id = host.backUp();
        plan.snapshotBytes = 203L << 20;

        MoverOutcome small = host.run(host.restore(id), mounting("mount -t tmpfs -o size=2m none \"$0\""));
        MoverOutcome readOnly =
                host.run(host.restore(id), mounting("mount -t tmpfs none \"$0\"; mount -o remount,ro \"$0\""));
        // Its holes take no room: with them it is larger than the volume it came from.
        MoverOutcome sparse = host.run(host.restore(id), mounting("mount -t tmpfs -o size=8m none \"$0\""));
        plan.snapshotBytes = null;
        MoverOutcome full = host.run(host.restore(id), mounting("mount -t tmpfs -o size=2m none \"$0\""));

        assertThat(small.failure().failureClass()).isEqualTo(FailureClass.DESTINATION_TOO_SMALL);
        assertThat(small.failure().message())
                .matches("the snapshot holds 3\\d{6} bytes of data, the volume at .* has room for 2097152");
        assertThat(small.restore()).isNull();
        assertThat(readOnly.failure())
                .isEqualTo(new RunFailure(
                        FailureClass.DESTINATION_READ_ONLY, "restore", null, volume + " is mounted read-only"));
        assertThat(sparse.result()).as(sparse.toString()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(full.failure().failureClass()).isEqualTo(FailureClass.NO_SPACE);
        assertThat(full.failure().message()).startsWith("the volume is full: 1 file could not be restored: /a: write ");
    }

    @Test
    void shouldNameTheFilesInADamagedPack() throws Exception {
        for (int i = 0; i < 7; i++) {
            new TreeBuilder(source).file("damaged" + i, 200_000);
        }
        new TreeBuilder(source).finish();
        host.backUp();
        Path pack = largestPack();
        new TreeBuilder(source).file("whole", 100_000).finish();
        String id = host.backUp();
        try (RandomAccessFile file = new RandomAccessFile(pack.toFile(), "rw")) {
            for (long at = 50_000; at < file.length() - 50_000; at += 50_000) {
                file.seek(at);
                file.write(new byte[16]);
            }
        }

        MoverOutcome outcome = host.run(host.restore(id), List.of());

        assertThat(outcome.result()).isEqualTo(RunResult.FAILED);
        assertThat(outcome.failure().failureClass()).isEqualTo(FailureClass.REPOSITORY_DAMAGED);
        assertThat(outcome.failure().message()).startsWith("7 files could not be restored, the first /damaged");
        assertThat(outcome.restore().losses()).isEqualTo(new RestoreLosses(7, 0, 0, 0));
        assertThat(outcome.unreadable())
                .hasSize(5)
                .allMatch(line -> line.matches("/damaged\\d: .*ciphertext verification failed"));
        assertThat(TreeDiff.of(source.resolve("whole"), volume.resolve("whole")).lines())
                .isEmpty();
    }

    @Test
    void shouldRestoreWithKeysThatMayOnlyReadAndSaveNothingWithThem(S3Bucket bucket, CountingProxy proxy)
            throws Exception {
        new TreeBuilder(source).file("a", 10_000).finish();
        plan.url = bucket.via(proxy).resticRepository("photos");
        host.environment.putAll(bucket.via(proxy).environment());
        host.environment.put("RESTIC_REPOSITORY", plan.url);
        plan.ifAbsent = Absence.CREATE;
        host.backUp();
        proxy.behave(
                request -> request.method().equals("PUT") || request.method().equals("DELETE")
                        ? new Reaction.Refuse(403, "AccessDenied")
                        : new Reaction.Forward());

        MoverOutcome selected = host.run(plan.select(WantedSnapshot.NEWEST), List.of());
        MoverOutcome restored = host.run(host.restore(selected.snapshot().id()), List.of());
        Files.writeString(volume.resolve("a"), "written since");
        TreeSnapshot before = TreeSnapshot.of(volume);
        plan.safety = new SafetyCopy(plan.identity, volume.toString(), Impossible.STOP);
        MoverOutcome unsafe = host.run(host.restore(selected.snapshot().id()), List.of());

        assertThat(restored.result()).as(restored.toString()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(restored.explanation()).isEqualTo("The credentials may not write a lock: restored without one.");
        assertThat(unsafe.failure().failureClass()).isEqualTo(FailureClass.NO_SAFETY_COPY);
        assertThat(unsafe.failure().message())
                .startsWith(
                        "nothing was restored, because the volume could not be saved first: the credentials may not write");
        assertThat(before.diff(TreeSnapshot.of(volume)).lines()).isEmpty();
    }

    /** A share mounted read-only, as the one of a cluster that is being rebuilt. */
    @Test
    void shouldRestoreFromAFolderThatCanOnlyBeRead() throws Exception {
        new TreeBuilder(source).file("a", 10_000).finish();
        String id = host.backUp();

        MoverOutcome outcome =
                host.run(host.restore(id), mounting("mount --bind \"$1\" \"$1\"; mount -o remount,bind,ro \"$1\""));

        assertThat(outcome.result()).as(outcome.toString()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(outcome.explanation()).isEqualTo("The credentials may not write a lock: restored without one.");
        assertThat(TreeDiff.of(source, volume).lines()).isEmpty();
    }

    /** In a mount namespace of its own; {@code $0} is the volume, {@code $1} the repository. */
    private List<String> mounting(String script) {
        return List.of(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "sh",
                "-ec",
                script + "; shift; exec \"$@\"",
                volume.toString(),
                directory.resolve("repository").toString());
    }

    private Path largestPack() throws IOException {
        try (Stream<Path> packs = Files.walk(directory.resolve("repository/data"))) {
            return packs.filter(Files::isRegularFile)
                    .max(Comparator.comparingLong(pack -> pack.toFile().length()))
                    .orElseThrow();
        }
    }

    /** What a mover of another user has to reach, below folders only root may enter. */
    private void openUp() throws Exception {
        RestoreHost.sh("chmod", "a+rx", directory.toString());
        RestoreHost.sh(
                "chmod",
                "-R",
                "a+rwX",
                directory.resolve("repository").toString(),
                plan.workspace.cache().toString());
        RestoreHost.sh("chmod", "a+rwx", directory.toString());
    }
}
