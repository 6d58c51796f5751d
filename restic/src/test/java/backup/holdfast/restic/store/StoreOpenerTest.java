package backup.holdfast.restic.store;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.restic.repository.Repository;
import backup.holdfast.restic.store.StoreFailure.Kind;
import backup.holdfast.restic.store.StoreOpening.NoView;
import backup.holdfast.restic.store.StoreOpening.Opened;
import backup.holdfast.restic.store.StoreOpening.Unusable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreOpenerTest {

    private static final String BUCKET = "s3:https://store.example:9000/backups/app";
    private static final Map<String, String> KEYS =
            Map.of("AWS_ACCESS_KEY_ID", Stores.ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", Stores.SECRET_KEY);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sftp:user@store.example:/app             | SFTP
            rclone:remote:app                        | rclone
            b2:bucket:app                            | b2
            azure:container:/app                     | azure
            gs:bucket:/app                           | google
            swift:container:/app                     | swift
            """)
    void shouldHaveNoViewOfOtherBackends(String location, String backend) {
        assertThat(open(location, Map.of())).isEqualTo(new NoView(backend));
    }

    @Test
    void shouldOpenRestServersButThoseThatKnowPeopleByWhatOnlyResticIsGiven() throws IOException {
        String server = "rest:https://ann:staple@store.example:8000/app";
        Path none = Files.createFile(folder.resolve("none.pem"));

        assertThat(open(server, Map.of())).isInstanceOf(Opened.class);
        assertThat(open(server, Map.of("RESTIC_TLS_CLIENT_CERT", "/me.pem"))).isEqualTo(new NoView("REST server"));
        assertThat(open(server, Map.of("RESTIC_CACERT", "/ca.pem"))).isEqualTo(new NoView("REST server"));
        assertThat(open("rest:http://my_nas:8000/", Map.of())).isEqualTo(new NoView("REST server"));
        assertThat(open(server, Map.of("HTTPS_PROXY", "socks5://proxy.example:1080")))
                .isEqualTo(new NoView("REST server through a proxy of socks5"));
        assertThat(((Unusable) opener().open(repository(server, Map.of()).withCaCertificate(none)))
                        .failure()
                        .kind())
                .isEqualTo(Kind.CA_UNUSABLE);
    }

    @Test
    void shouldOpenWithTheKeysOfTheEnvironment() {
        assertThat(open(BUCKET, KEYS)).isInstanceOf(Opened.class);
        assertThat(open(BUCKET, Map.of("MINIO_ROOT_USER", "someone", "MINIO_ROOT_PASSWORD", "a secret")))
                .isInstanceOf(Opened.class);
    }

    @Test
    void shouldLeaveTheKeysOfRolesToRestic() {
        Map<String, String> assumed = new HashMap<>(KEYS);
        assumed.put("RESTIC_AWS_ASSUME_ROLE_ARN", "arn:aws:iam::123456789012:role/backup");

        assertThat(open(BUCKET, Map.of("HOME", folder.toString()))).isEqualTo(new NoView("S3 with the keys of a role"));
        assertThat(open(BUCKET, assumed)).isEqualTo(new NoView("S3 with the keys of a role"));
    }

    @Test
    void shouldTakeTheProfileOfASharedFile() throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), """
                [default]
                aws_access_key_id = a
                aws_secret_access_key = b
                [nas]
                aws_access_key_id = c
                aws_secret_access_key = d
                aws_session_token = e
                """);
        Map<String, String> environment = Map.of("AWS_SHARED_CREDENTIALS_FILE", file.toString(), "AWS_PROFILE", "nas");

        assertThat(new CredentialChain(environment).find().orElseThrow())
                .extracting(
                        S3Credentials::accessKey,
                        S3Credentials::secretKey,
                        it -> it.sessionToken().orElse(""))
                .containsExactly("c", "d", "e");
        assertThat(open(BUCKET, environment)).isInstanceOf(Opened.class);
        assertThat(new CredentialChain(Map.of("AWS_SHARED_CREDENTIALS_FILE", file.toString()))
                        .find()
                        .orElseThrow()
                        .accessKey())
                .isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"})
    void shouldSayWhichHalfOfTheKeysIsMissing(String missing) {
        Map<String, String> environment = new HashMap<>(KEYS);
        environment.remove(missing);

        assertThat(open(BUCKET, environment))
                .isEqualTo(unusable(
                        Kind.CREDENTIALS_MISSING, "The Secret has half of a pair of keys: set " + missing + " in it."));
    }

    @Test
    void shouldSayThatTheSharedFileIsNone() throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), "aws_access_key_id = a\n");

        assertThat(open(BUCKET, Map.of("AWS_SHARED_CREDENTIALS_FILE", file.toString())))
                .isEqualTo(unusable(
                        Kind.CREDENTIALS_MISSING,
                        "The file of AWS_SHARED_CREDENTIALS_FILE can't be read: it should hold [default],"
                                + " aws_access_key_id and aws_secret_access_key."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not a certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
    void shouldSayThatTheAuthorityIsUnusable(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("ca.pem"), text);

        assertThat(opener().open(repository(BUCKET, KEYS).withCaCertificate(file)))
                .isEqualTo(unusable(
                        Kind.CA_UNUSABLE,
                        "The CA certificate can't be used: give PEM that starts with -----BEGIN CERTIFICATE----- in"
                                + " spec.restic.customCA."));
    }

    @Test
    void shouldSayThatTheProxyHasNoAddress() {
        assertThat(open(BUCKET, with("HTTPS_PROXY", "http://")))
                .isEqualTo(unusable(
                        Kind.PROXY_FAILED,
                        "The proxy on the way to store.example:9000 fails (its address is no URL): check HTTP_PROXY,"
                                + " HTTPS_PROXY and NO_PROXY."));
    }

    @Test
    void shouldLeaveProxiesOfOtherKindsToRestic() {
        assertThat(open(BUCKET, with("HTTPS_PROXY", "socks5://proxy.example:1080")))
                .isEqualTo(new NoView("S3 through a proxy of socks5"));
    }

    @Test
    void shouldSayThatTheRegionIsNone() {
        assertThat(open(BUCKET, with("AWS_DEFAULT_REGION", "eu central")))
                .isEqualTo(unusable(
                        Kind.WRONG_REGION, "AWS_DEFAULT_REGION is no name of a region: correct or remove it."));
    }

    @Test
    void shouldHideCredentials() {
        S3Credentials credentials = new CredentialChain(KEYS).find().orElseThrow();

        assertThat(credentials.toString()).isEqualTo("S3Credentials[***]");
        assertThat(credentials.masked("No such key: " + Stores.ACCESS_KEY)).isEqualTo("No such key: ***");
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> environment = new HashMap<>(KEYS);
        environment.put(name, value);
        return environment;
    }

    private static StoreOpening unusable(Kind kind, String message) {
        return new Unusable(StoreFailure.of(kind, "store.example:9000", message));
    }

    private static StoreOpening open(String location, Map<String, String> environment) {
        return opener().open(repository(location, environment));
    }

    private static Repository repository(String location, Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("RESTIC_REPOSITORY", location);
        return Repository.from(all);
    }

    private static StoreOpener opener() {
        return new StoreOpener(
                Clock.fixed(Instant.parse("2026-11-20T04:00:00Z"), ZoneOffset.UTC), StoreLimits.standard());
    }
}
