package backup.holdfast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.cli.term.Terminal;
import backup.holdfast.cli.term.Terminal.Kind;
import backup.holdfast.testsupport.files.VolSyncRepository;
import backup.holdfast.testsupport.tools.ResticSeries;
import backup.holdfast.testsupport.tools.Tools;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without a cluster: a repository that VolSync wrote, and restic. */
class BucketIT {
    private static final Instant NOW = Instant.parse("2026-11-20T15:00:00Z");

    @TempDir
    private Path folder;

    private Path repository;
    private final Map<String, String> environment = new TreeMap<>();

    @BeforeEach
    void unpack() {
        Path restic = Tools.require(Tools.restic(ResticSeries.V0_19));
        repository = VolSyncRepository.unpackTo(folder.resolve("bucket"));
        environment.put("PATH", restic.getParent().toString());
        environment.put("HOME", folder.toString());
        environment.put("RESTIC_PASSWORD", VolSyncRepository.PASSWORD);
    }

    @Test
    void shouldFindRepositoriesBelowAPlaceWithoutAPassword() throws IOException {
        environment.remove("RESTIC_PASSWORD");
        Files.createDirectories(folder.resolve("bucket/other"));

        Run run = run("", "bucket", "find", folder.resolve("bucket").toString());

        assertThat(run.out).isEqualTo(repository + "\n");
        assertThat(run.exitCode).isZero();
        // A part too many is what people type on such a day.
        assertThat(run("", "bucket", "find", folder.resolve("bucket/app/photos").toString()).out)
                .isEqualTo(repository + "\n");
    }

    @Test
    void shouldRestoreWhatVolSyncSavedByteForByte() throws IOException, NoSuchAlgorithmException {
        Path target = folder.resolve("photos");

        Run run = run("", "bucket", "restore", repository.toString(), "--target", target.toString());

        assertThat(run.exitCode).as(run.err).isZero();
        assertThat(run.out).startsWith("restored snapshot c8fd20e0 into ");
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(target)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(target.relativize(file).toString(), sha256(file));
            }
        }
        assertThat(files).containsAllEntriesOf(VolSyncRepository.latestFiles());
    }

    @Test
    void shouldChooseAsTheControllerWouldAndNotOverwriteUnasked() throws IOException {
        Path target = folder.resolve("photos");

        Run run = run(
                "", "bucket", "restore", repository.toString(), "--target", target.toString(), "--as-of", "2026-11-01");
        assertThat(run.out).as(run.err).startsWith("restored snapshot efdebd23 into ");

        Run again = run("", "bucket", "restore", repository.toString(), "--target", target.toString());
        assertThat(again.exitCode).isEqualTo(6);
        assertThat(again.err).endsWith("Choose another folder, or say --yes. Nothing was changed.\n");
        Run late = run(
                "", "bucket", "restore", repository.toString(), "--target", target.toString(), "--as-of", "2020-01-01");
        assertThat(late.exitCode).isEqualTo(3);
        assertThat(late.err).contains("there is no snapshot at or before");
    }

    @Test
    void shouldTakeTheKeysFromAFileOrASecret() throws IOException {
        environment.remove("RESTIC_PASSWORD");
        Path file = Files.writeString(
                folder.resolve("restic.env"),
                "# of the NAS\nexport RESTIC_PASSWORD='" + VolSyncRepository.PASSWORD + "'\nRESTIC_REPOSITORY="
                        + repository + "\n");
        String secret = """
                apiVersion: v1
                kind: Secret
                metadata: {name: photos-restic}
                data: {RESTIC_PASSWORD: %s}
                stringData: {RESTIC_REPOSITORY: %s, PATH: /nowhere}
                """.formatted(
                        Base64.getEncoder().encodeToString(VolSyncRepository.PASSWORD.getBytes(UTF_8)), repository);

        assertThat(run("", "bucket", "list", "--env-file", file.toString(), "-o", "name")
                        .out
                        .lines())
                .hasSameSizeAs(VolSyncRepository.SNAPSHOTS.keySet());
        assertThat(run(secret, "bucket", "list", "--secret", "-", "-o", "name")
                        .out
                        .lines())
                .hasSameSizeAs(VolSyncRepository.SNAPSHOTS.keySet());
        Run encrypted = run(
                "sops: {mac: x}\nkind: Secret\ndata: {RESTIC_PASSWORD: 'ENC[AES256]'}",
                "bucket",
                "list",
                "--secret",
                "-");
        assertThat(encrypted.exitCode).isEqualTo(2);
        assertThat(encrypted.err).contains("sops -d");
        assertThat(run("", "bucket", "list").err).startsWith("restore: no repository is named\n");
    }

    @Test
    void shouldCompleteInShells() {
        assertThat(run("", "completion", "bash").out).contains("backup-now", "--as-of");
        assertThat(run("", "completion", "fish").out).contains("-a backup-now", "-l as-of");
    }

    private record Run(int exitCode, String out, String err) {}

    private Run run(String input, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Terminal terminal = new Terminal(
                new PrintWriter(out), new PrintWriter(err), new BufferedReader(new StringReader(input)), Kind.PLAIN);
        Surroundings surroundings = new Surroundings(
                terminal, OutputStream.nullOutputStream(), environment, Clock.fixed(NOW, ZoneOffset.UTC), time -> {});
        int exitCode = RestoreCommand.in(surroundings).execute(args);
        terminal.out().flush();
        terminal.err().flush();
        return new Run(exitCode, out.toString(), err.toString());
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
