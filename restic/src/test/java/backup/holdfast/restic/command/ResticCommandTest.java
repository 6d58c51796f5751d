package backup.holdfast.restic.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backup.holdfast.restic.command.ForgetOptions.Grouping;
import backup.holdfast.restic.command.ForgetOptions.Period;
import backup.holdfast.restic.command.RestoreOptions.Overwrite;
import backup.holdfast.restic.model.LockId;
import backup.holdfast.restic.model.SnapshotId;
import backup.holdfast.restic.repository.Repository;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResticCommandTest {

    private static final SnapshotId ID = new SnapshotId("694fb768");
    private static final LockId LOCK = new LockId("a".repeat(64));
    private static final Repository REPOSITORY = Repository.from(Map.of(
                    "RESTIC_REPOSITORY", "s3:http://minio:9000/bucket",
                    "RESTIC_PASSWORD", "correct horse",
                    "AWS_SECRET_ACCESS_KEY", "battery staple"))
            .withCache(Path.of("/cache"));

    @Test
    void shouldBuildABackupOfTheWorkingDirectory() {
        ResticCommand command = ResticCommand.on(REPOSITORY, GlobalOptions.DEFAULTS)
                .backup(BackupOptions.ofDirectory(Path.of("/data"))
                        .host("volsync")
                        .tag("daily")
                        .tag("nas")
                        .parent(ID)
                        .skipIfUnchanged()
                        .exclude("*.tmp")
                        .exclude("/lost+found")
                        .excludeIgnoringCase("*.ISO")
                        .excludeIfPresent(".nobackup")
                        .excludeCaches()
                        .excludeLargerThan("5G")
                        .excludeFile(Path.of("/etc/excludes"))
                        .oneFileSystem()
                        .ignoreInode()
                        .readConcurrency(4)
                        .noScan()
                        .time(Instant.parse("2026-11-20T04:00:00Z"))
                        .dryRun());

        assertThat(command.verb()).isEqualTo(ResticVerb.BACKUP);
        assertThat(command.workingDirectory()).contains(Path.of("/data"));
        assertThat(command.arguments())
                .containsExactly(
                        "backup",
                        "--json",
                        "--cache-dir=/cache",
                        "--host=volsync",
                        "--tag=daily",
                        "--tag=nas",
                        "--parent=694fb768",
                        "--skip-if-unchanged",
                        "--exclude=*.tmp",
                        "--exclude=/lost+found",
                        "--iexclude=*.ISO",
                        "--exclude-if-present=.nobackup",
                        "--exclude-caches",
                        "--exclude-larger-than=5G",
                        "--exclude-file=/etc/excludes",
                        "--one-file-system",
                        "--ignore-inode",
                        "--read-concurrency=4",
                        "--no-scan",
                        "--time=2026-11-20 04:00:00",
                        "--dry-run",
                        "--",
                        ".");
    }

    @Test
    void shouldPutGlobalOptionsBeforeThoseOfTheVerb() {
        GlobalOptions options = GlobalOptions.DEFAULTS
                .noLock()
                .retryLock(Duration.ofMinutes(2))
                .compression(Compression.MAX)
                .packSize(64)
                .limitUpload(1000)
                .limitDownload(2000)
                .extended("s3.connections", "10")
                .extended("sftp.args", "-o \"A\",B");

        assertThat(ResticCommand.on(REPOSITORY.withCaCertificate(Path.of("/ca/ca.crt")), options)
                        .prune(PruneOptions.DEFAULTS
                                .maxUnused("10%")
                                .maxRepackSize("1G")
                                .dryRun())
                        .arguments())
                .containsExactly(
                        "prune",
                        "--json",
                        "--no-lock",
                        "--retry-lock=120s",
                        "--compression=max",
                        "--pack-size=64",
                        "--limit-upload=1000",
                        "--limit-download=2000",
                        "--option=s3.connections=10",
                        "--option=\"sftp.args=-o \"\"A\"\",B\"",
                        "--cache-dir=/cache",
                        "--cacert=/ca/ca.crt",
                        "--max-unused=10%",
                        "--max-repack-size=1G",
                        "--dry-run");
    }

    @Test
    void shouldUseNoCacheWhereThereIsNoDirectoryForOne() {
        Repository uncached = Repository.from(REPOSITORY.environment());

        assertThat(ResticCommand.on(uncached, GlobalOptions.DEFAULTS).keyList().arguments())
                .containsExactly("key", "list", "--json", "--no-cache");
    }

    @Test
    void shouldBuildARestore() {
        assertThat(commands()
                        .restore(RestoreOptions.of(new SnapshotRef(ID, "/sub dir"), Path.of("/target"))
                                .delete()
                                .overwrite(Overwrite.IF_CHANGED)
                                .verify()
                                .sparse()
                                .include("/a")
                                .includeIgnoringCase("*.JPG")
                                .exclude("/b")
                                .excludeIgnoringCase("*.BAK")
                                .includeXattr("user.*")
                                .excludeXattr("security.*")
                                .dryRun())
                        .arguments())
                .containsExactly(
                        "restore",
                        "--json",
                        "--cache-dir=/cache",
                        "--delete",
                        "--overwrite=if-changed",
                        "--verify",
                        "--sparse",
                        "--include=/a",
                        "--iinclude=*.JPG",
                        "--exclude=/b",
                        "--iexclude=*.BAK",
                        "--include-xattr=user.*",
                        "--exclude-xattr=security.*",
                        "--dry-run",
                        "--target=/target",
                        "--",
                        "694fb768:/sub dir");
    }

    @Test
    void shouldBuildAForgetByPolicy() {
        ForgetOptions everything = ForgetOptions.byPolicy();
        for (Period period : Period.values()) {
            everything = everything.keep(period, 2).keepWithin(period, "1y5m7d2h");
        }

        assertThat(commands()
                        .forget(everything
                                .host("volsync")
                                .path("/data")
                                .groupBy(EnumSet.of(Grouping.PATHS, Grouping.HOST))
                                .prune()
                                .dryRun())
                        .arguments())
                .containsExactly(
                        "forget",
                        "--json",
                        "--cache-dir=/cache",
                        "--keep-last=2",
                        "--keep-within=1y5m7d2h",
                        "--keep-hourly=2",
                        "--keep-within-hourly=1y5m7d2h",
                        "--keep-daily=2",
                        "--keep-within-daily=1y5m7d2h",
                        "--keep-weekly=2",
                        "--keep-within-weekly=1y5m7d2h",
                        "--keep-monthly=2",
                        "--keep-within-monthly=1y5m7d2h",
                        "--keep-yearly=2",
                        "--keep-within-yearly=1y5m7d2h",
                        "--host=volsync",
                        "--path=/data",
                        "--group-by=host,paths",
                        "--prune",
                        "--dry-run");
    }

    @Test
    void shouldGroupAllSnapshotsTogetherWhenTheyNeedNothingInCommon() {
        assertThat(commands()
                        .forget(ForgetOptions.byPolicy().keep(Period.LAST, 1).groupBy(Set.of()))
                        .arguments())
                .containsExactly("forget", "--json", "--cache-dir=/cache", "--keep-last=1", "--group-by=");
    }

    @Test
    void shouldForgetExactlyTheSnapshotsNamed() {
        assertThat(commands().forget(ForgetOptions.exactly(List.of(ID))).arguments())
                .containsExactly("forget", "--json", "--cache-dir=/cache", "--", "694fb768");
    }

    @Test
    void shouldRefuseAForgetThatKeepsNothing() {
        ForgetOptions nothing = ForgetOptions.byPolicy().host("volsync");

        assertThatThrownBy(() -> commands().forget(nothing)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> nothing.keep(Period.LAST, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> nothing.keepWithin(Period.LAST, "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ForgetOptions.exactly(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseAForgetThatBothNamesSnapshotsAndKeepsSome() {
        ForgetOptions both = ForgetOptions.exactly(List.of(ID)).keep(Period.LAST, 1);

        assertThatThrownBy(() -> commands().forget(both)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldBuildTheVerbsThatRead() {
        assertThat(List.of(
                        ResticCommand.version().arguments(),
                        ResticCommand.features().arguments(),
                        commands().init().arguments(),
                        commands().catConfig().arguments(),
                        commands().catLock(LOCK).arguments(),
                        commands().listLocks().arguments(),
                        commands()
                                .snapshots(SnapshotFilter.ALL
                                        .host("h")
                                        .path("/p")
                                        .tag("t")
                                        .id(ID))
                                .arguments(),
                        commands().ls(SnapshotRef.whole(ID)).arguments(),
                        commands().ls(new SnapshotRef(ID, "/sub")).arguments(),
                        commands().dump(new SnapshotRef(ID, "/sub/file")).arguments(),
                        commands().stats(StatsMode.RAW_DATA, SnapshotFilter.ALL).arguments(),
                        commands()
                                .check(CheckOptions.STRUCTURE.readData().withCache())
                                .arguments(),
                        commands()
                                .check(CheckOptions.STRUCTURE.readDataSubset("1/7"))
                                .arguments(),
                        commands().unlock(UnlockScope.STALE).arguments(),
                        commands().unlock(UnlockScope.ALL).arguments()))
                .containsExactly(
                        List.of("version", "--json"),
                        List.of("features"),
                        List.of("init", "--json", "--cache-dir=/cache"),
                        List.of("cat", "config", "--json", "--cache-dir=/cache"),
                        List.of("cat", "lock", "--json", "--cache-dir=/cache", "--no-lock", "--", LOCK.value()),
                        List.of("list", "locks", "--json", "--cache-dir=/cache", "--no-lock"),
                        List.of(
                                "snapshots",
                                "--json",
                                "--cache-dir=/cache",
                                "--host=h",
                                "--path=/p",
                                "--tag=t",
                                "--",
                                "694fb768"),
                        List.of("ls", "--json", "--cache-dir=/cache", "--", "694fb768"),
                        List.of("ls", "--json", "--cache-dir=/cache", "--recursive", "--", "694fb768", "/sub"),
                        List.of("dump", "--json", "--cache-dir=/cache", "--", "694fb768", "/sub/file"),
                        List.of("stats", "--json", "--cache-dir=/cache", "--mode=raw-data"),
                        List.of("check", "--json", "--cache-dir=/cache", "--read-data", "--with-cache"),
                        List.of("check", "--json", "--cache-dir=/cache", "--read-data-subset=1/7"),
                        List.of("unlock", "--cache-dir=/cache"),
                        List.of("unlock", "--cache-dir=/cache", "--remove-all"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--password-command=evil", "-r", "--", "a b", "$(evil)", "a\nb", "", "=x"})
    void shouldNeverLetAValueBecomeAnOption(String value) {
        List<String> backup = commands()
                .backup(BackupOptions.ofDirectory(Path.of("/data"))
                        .exclude(value)
                        .host(value))
                .arguments();
        List<String> forget = commands()
                .forget(ForgetOptions.byPolicy().keep(Period.LAST, 1).path(value))
                .arguments();

        assertThat(backup)
                .containsExactly(
                        "backup", "--json", "--cache-dir=/cache", "--exclude=" + value, "--host=" + value, "--", ".");
        assertThat(forget)
                .containsExactly("forget", "--json", "--cache-dir=/cache", "--keep-last=1", "--path=" + value);
    }

    @Test
    void shouldReplaceASingleValueAndKeepRepeatedOnes() {
        assertThat(commands()
                        .backup(BackupOptions.ofDirectory(Path.of("/data"))
                                .host("first")
                                .exclude("a")
                                .host("second")
                                .exclude("a")
                                .excludeCaches()
                                .excludeCaches())
                        .arguments())
                .containsExactly(
                        "backup",
                        "--json",
                        "--cache-dir=/cache",
                        "--exclude=a",
                        "--host=second",
                        "--exclude=a",
                        "--exclude-caches",
                        "--",
                        ".");
    }

    @Test
    void shouldRefuseATagThatResticWouldReadAsTwo() {
        BackupOptions options = BackupOptions.ofDirectory(Path.of("/data"));

        assertThatThrownBy(() -> options.tag("a,b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a tag can't hold a comma, restic would read two tags: a,b");
    }

    @Test
    void shouldRefuseANulCharacter() {
        BackupOptions options = BackupOptions.ofDirectory(Path.of("/data"));

        assertThatThrownBy(() -> options.exclude("a\0b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldKeepSecretsOutOfArgumentsAndText() {
        ResticCommand command = commands().init();

        assertThat(command.environment()).containsEntry("RESTIC_PASSWORD", "correct horse");
        assertThat(command)
                .hasToString("restic init --json --cache-dir=/cache"
                        + " (environment: AWS_SECRET_ACCESS_KEY RESTIC_PASSWORD RESTIC_REPOSITORY)");
    }

    @Test
    void shouldBuildTheSameCommandFromTheSameOptions() {
        BackupOptions options = BackupOptions.ofDirectory(Path.of("/data"))
                .host("h")
                .exclude("a")
                .tag("t");

        assertThat(commands().backup(options)).isEqualTo(commands().backup(options));
    }

    @Test
    void shouldNotReplaceWhatTheRepositorySets() {
        ResticCommand command = commands().init();

        assertThat(command.withDefault("RESTIC_PASSWORD", "x").environment()).isEqualTo(command.environment());
        assertThat(command.withDefault("TZ", "UTC").environment()).containsEntry("TZ", "UTC");
        assertThat(command.workingDirectory()).isEqualTo(Optional.empty());
    }

    private static ResticCommand.Builder commands() {
        return ResticCommand.on(REPOSITORY, GlobalOptions.DEFAULTS);
    }
}
