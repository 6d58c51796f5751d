package backup.holdfast.controller.resolver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.resolver.RepositorySecret.Unusable;
import backup.holdfast.controller.resolver.RepositorySecret.Usable;
import backup.holdfast.replication.plan.FailureClass;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositorySecretTest {
    private static final Map<String, String> NEEDED =
            Map.of("RESTIC_REPOSITORY", "s3:https://minio:9000/bucket/photos", "RESTIC_PASSWORD", "a secret word");

    @Test
    void shouldReadWhatResticNeeds() {
        RepositorySecret read = read(secret(NEEDED));

        assertThat(read).isInstanceOf(Usable.class);
        Usable usable = (Usable) read;
        assertThat(usable.name()).isEqualTo("repo");
        assertThat(usable.version()).isEqualTo("42");
        assertThat(usable.environment()).isEqualTo(NEEDED);
        assertThat(usable.location().withoutCredentials()).isEqualTo("s3:https://minio:9000/bucket/photos");
    }

    @Test
    void shouldPassOnVolSyncsListOfKeysAndNothingElse() {
        List<String> passed = new ArrayList<>(Arrays.asList("""
                RESTIC_REPOSITORY RESTIC_PASSWORD
                RESTIC_COMPRESSION RESTIC_PACK_SIZE RESTIC_READ_CONCURRENCY RESTIC_REST_USERNAME RESTIC_REST_PASSWORD
                AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_DEFAULT_REGION AWS_PROFILE
                RESTIC_AWS_ASSUME_ROLE_ARN RESTIC_AWS_ASSUME_ROLE_SESSION_NAME RESTIC_AWS_ASSUME_ROLE_EXTERNAL_ID
                RESTIC_AWS_ASSUME_ROLE_POLICY RESTIC_AWS_ASSUME_ROLE_REGION RESTIC_AWS_ASSUME_ROLE_STS_ENDPOINT
                ST_AUTH ST_USER ST_KEY OS_AUTH_URL OS_REGION_NAME OS_USERNAME OS_USER_ID OS_PASSWORD OS_TENANT_ID
                OS_TENANT_NAME OS_USER_DOMAIN_NAME OS_USER_DOMAIN_ID OS_PROJECT_NAME OS_PROJECT_DOMAIN_NAME
                OS_PROJECT_DOMAIN_ID OS_TRUST_ID OS_APPLICATION_CREDENTIAL_ID OS_APPLICATION_CREDENTIAL_NAME
                OS_APPLICATION_CREDENTIAL_SECRET OS_STORAGE_URL OS_AUTH_TOKEN
                B2_ACCOUNT_ID B2_ACCOUNT_KEY
                AZURE_ACCOUNT_NAME AZURE_ACCOUNT_KEY AZURE_ACCOUNT_SAS AZURE_ENDPOINT_SUFFIX AZURE_TENANT_ID
                AZURE_CLIENT_ID AZURE_FEDERATED_TOKEN_FILE
                GOOGLE_PROJECT_ID GOOGLE_APPLICATION_CREDENTIALS
                RCLONE_CONFIG_NAS_TYPE RCLONE_BWLIMIT
                """.strip().split("\\s+")));
        List<String> kept = List.of(
                "RESTIC_PASSWORD_COMMAND",
                "RESTIC_PASSWORD_FILE",
                "RESTIC_REPOSITORY_FILE",
                "RESTIC_HOST",
                "RESTIC_CACERT",
                "LD_PRELOAD",
                "PATH",
                "HOLDFAST_PLAN",
                "HOLDFAST_RESTIC",
                "TMPDIR",
                "restic_password",
                "rclone.conf");
        Map<String, String> data = new TreeMap<>();
        passed.forEach(key -> data.put(key, "value"));
        kept.forEach(key -> data.put(key, "value"));

        RepositorySecret read = read(secret(data));

        assertThat(((Usable) read).environment().keySet()).containsExactlyInAnyOrderElementsOf(passed);
    }

    @Test
    void shouldIgnoreWhatIsWrongWithKeysNobodyReads() {
        Secret secret = secret(NEEDED);
        secret.getData().put("backup.kdbx", Base64.getEncoder().encodeToString(new byte[] {(byte) 0xff, 0}));

        assertThat(read(secret)).isInstanceOf(Usable.class);
    }

    @Test
    void shouldTreatAnEmptyOptionalKeyAsAbsent() {
        assertThat(((Usable) read(secret(with("AWS_SESSION_TOKEN", "")))).environment())
                .isEqualTo(NEEDED);
    }

    @Test
    void shouldKeepAPasswordAsItIsWhateverItHolds() {
        String password = " Pässwörd\u00a0😀\n";

        assertThat(((Usable) read(secret(with("RESTIC_PASSWORD", password)))).environment())
                .containsEntry("RESTIC_PASSWORD", password);
    }

    @Test
    void shouldSayThatTheSecretIsMissing() {
        assertThat(RepositorySecret.read("default", "repo", null))
                .isEqualTo(new Unusable(
                        FailureClass.SECRET_MISSING,
                        "Secret default/repo does not exist. Create it with RESTIC_REPOSITORY and RESTIC_PASSWORD."));
    }

    @Test
    void shouldNameTheKeysThatAreMissingOrEmpty() {
        assertThat(read(secret(Map.of())))
                .isEqualTo(incomplete("Secret default/repo has no value for RESTIC_REPOSITORY and RESTIC_PASSWORD."));
        assertThat(read(secret(with("RESTIC_PASSWORD", ""))))
                .isEqualTo(incomplete("Secret default/repo has no value for RESTIC_PASSWORD."));
        assertThat(read(secret(Map.of("RESTIC_PASSWORD", "x"))))
                .isEqualTo(incomplete("Secret default/repo has no value for RESTIC_REPOSITORY."));
        assertThat(read(new SecretBuilder()
                        .withNewMetadata()
                        .withName("repo")
                        .endMetadata()
                        .build()))
                .isEqualTo(incomplete("Secret default/repo has no value for RESTIC_REPOSITORY and RESTIC_PASSWORD."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RESTIC_PASSWORD", "AWS_SECRET_ACCESS_KEY", "RCLONE_CONFIG_NAS_PASS"})
    void shouldRefuseValuesThatAreNoText(String key) {
        Unusable notText =
                incomplete("Key " + key + " of Secret default/repo is not text. It must be UTF-8 without zero bytes.");

        assertThat(read(secret(with(key, "Passwört"), ISO_8859_1))).isEqualTo(notText);
        assertThat(read(secret(with(key, "pass\0word")))).isEqualTo(notText);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    https://minio:9000/bucket | a location that starts with https: says where but not what is there; put s3: or rest: before it
                    s3:https://minio:9000     | the bucket is missing from the s3 location; it should look like s3:https://host/bucket/prefix
                    minio:bucket              | restic knows no store called "minio"; for a local directory put local: before the path
                    sftp:host                 | the sftp location has no path; it should look like sftp:user@host:/path
                    """)
    void shouldSayWhatIsWrongWithTheAddress(String url, String message) {
        assertThat(read(secret(with("RESTIC_REPOSITORY", url))))
                .isEqualTo(new Unusable(
                        FailureClass.INVALID_REPOSITORY, "RESTIC_REPOSITORY in Secret default/repo: " + message));
    }

    @Test
    void shouldNoticeALineBreakAtTheEndOfTheAddress() {
        assertThat(read(secret(with("RESTIC_REPOSITORY", "s3:https://minio/bucket\n"))))
                .isEqualTo(new Unusable(
                        FailureClass.INVALID_REPOSITORY,
                        "RESTIC_REPOSITORY in Secret default/repo: the repository location starts or ends with a space or"
                                + " holds a line break; remove it (a Secret made from a file often ends with one)"));
    }

    @Test
    void shouldNeverShowAValue() {
        Map<String, String> data = with("RESTIC_REPOSITORY", "rest:https://user:hidden-word@host/photos");
        RepositorySecret usable = read(secret(data));
        RepositorySecret unusable = read(secret(with("RESTIC_REPOSITORY", "rest:https://user:hidden-word@/photos")));

        assertThat(usable).hasToString("Usable[repo, [RESTIC_PASSWORD, RESTIC_REPOSITORY]]");
        assertThat(((Usable) usable).location().withoutCredentials()).doesNotContain("hidden-word");
        assertThat(unusable).isInstanceOf(Unusable.class);
        assertThat(unusable.toString()).doesNotContain("hidden-word").doesNotContain("secret word");
    }

    private static RepositorySecret read(Secret secret) {
        return RepositorySecret.read("default", "repo", secret);
    }

    private static Unusable incomplete(String detail) {
        return new Unusable(FailureClass.SECRET_INCOMPLETE, detail);
    }

    private static Map<String, String> with(String key, String value) {
        Map<String, String> data = new TreeMap<>(NEEDED);
        data.put(key, value);
        return data;
    }

    private static Secret secret(Map<String, String> texts) {
        return secret(texts, UTF_8);
    }

    private static Secret secret(Map<String, String> texts, Charset charset) {
        Map<String, String> data = new TreeMap<>();
        texts.forEach((key, text) -> data.put(key, Base64.getEncoder().encodeToString(text.getBytes(charset))));
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("repo")
                .withResourceVersion("42")
                .endMetadata()
                .withData(data)
                .build();
    }
}
