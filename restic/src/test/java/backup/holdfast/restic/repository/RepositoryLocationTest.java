package backup.holdfast.restic.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryLocationTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    s3:https://s3.amazonaws.com/bucket            | s3:https://s3.amazonaws.com/bucket           | s3.amazonaws.com:443
                    s3:s3.amazonaws.com/bucket/a/b                | s3:https://s3.amazonaws.com/bucket/a/b       | s3.amazonaws.com:443
                    s3://s3.amazonaws.com/bucket/a/               | s3:https://s3.amazonaws.com/bucket/a         | s3.amazonaws.com:443
                    s3:http://minio.storage.svc:9000/bucket//a/./b | s3:http://minio.storage.svc:9000/bucket/a/b | minio.storage.svc:9000
                    s3:http://MINIO_1:80/Bucket                   | s3:http://minio_1/Bucket                     | minio_1:80
                    s3:https://key:secret@host/bucket?x=y         | s3:https://host/bucket                       | host:443
                    s3:http://[::1]:9000/bucket                   | s3:http://[::1]:9000/bucket                  | [::1]:9000
                    s3:https://host/bucket/with%20space           | s3:https://host/bucket/with space            | host:443
                    /mnt/backup/                                  | /mnt/backup                                  | /mnt/backup
                    local:/mnt/backup                             | /mnt/backup                                  | /mnt/backup
                    backup                                        | backup                                       | backup
                    /mnt/with:colon                               | /mnt/with:colon                              | /mnt/with:colon
                    rest:http://user:pass@host:8000/repo          | rest:http://host:8000/repo/                  | host:8000
                    rest:https://host                             | rest:https://host/                           | host:443
                    sftp:user@host:/srv/repo                      | sftp://host//srv/repo                        | host:22
                    sftp:user@host:repo                           | sftp://user@host/repo                        | host:22
                    sftp://user:pass@host:2222//srv/repo          | sftp://host:2222//srv/repo                   | host:2222
                    sftp://user@host/repo                         | sftp://user@host/repo                        | host:22
                    b2:bucket                                     | b2:bucket:/                                  | api.backblazeb2.com:443
                    b2:bucket:a/b                                 | b2:bucket:/a/b                               | api.backblazeb2.com:443
                    azure:container:/                             | azure:container:/                            | azure
                    gs:bucket:/a                                  | gs:bucket:/a                                 | storage.googleapis.com:443
                    swift:container:/a                            | swift:container:/a                           | swift
                    rclone:remote:path/                           | rclone:remote:path                           | rclone:remote
                    """)
    void shouldReadWhatResticReads(String text, String withoutCredentials, String endpoint) {
        RepositoryLocation location = RepositoryLocation.parse(text);

        assertThat(location.withoutCredentials()).isEqualTo(withoutCredentials);
        assertThat(location.endpoint()).isEqualTo(endpoint);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
                    ''                          | the repository location is empty
                    s3:                         | the host is missing from the s3 location or holds a space
                    s3:https://host             | the bucket is missing from the s3 location; it should look like s3:https://host/bucket/prefix
                    s3:https://host/            | the bucket is missing from the s3 location; it should look like s3:https://host/bucket/prefix
                    s3:http://host:99999/b      | the port of the s3 location is not a number from 1 to 65535
                    s3:http://host:port/b       | the port of the s3 location is not a number from 1 to 65535
                    s3:http://host/b/100%       | the path of the s3 location holds a % that does not start an escape such as %20; write %25 for the sign itself
                    rest:host:8000/             | the rest location has to go on with a URL such as https://host/path
                    rest:ftp://host/            | the rest location has to go on with http:// or https://
                    sftp:host                   | the sftp location has no path; it should look like sftp:user@host:/path
                    sftp:host:                  | the host or the path is missing from the sftp location; it should look like sftp:user@host:/path
                    sftp:host:~/x               | restic does not expand ~ in an sftp path; a path without a leading slash is already relative to the home directory
                    azure:container             | the azure location has no path; it should look like azure:name:/path
                    gs::/x                      | the name of the bucket or container is missing; the location should look like gs:name:/path
                    rclone:remote               | the remote is missing from the rclone location; it should look like rclone:remote:path
                    https://host/bucket         | a location that starts with https: says where but not what is there; put s3: or rest: before it
                    minio:bucket                | restic knows no store called "minio"; for a local directory put local: before the path
                    local:                      | the path of the local repository is missing
                    """)
    void shouldSayInPlainWordsWhatIsWrong(String text, String message) {
        assertThatThrownBy(() -> RepositoryLocation.parse(text))
                .isInstanceOf(MalformedLocationException.class)
                .hasMessage(message);
    }

    @Test
    void shouldSayThatALineEndCameAlong() {
        assertThatThrownBy(() -> RepositoryLocation.parse("s3:https://host/bucket\n"))
                .isInstanceOf(MalformedLocationException.class)
                .hasMessageContaining("line break");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rest:http://user:hunter22@host:port/",
                "rest:ftp://user:hunter22@host/",
                "s3:http://user:hunter22@ho st/b",
                "s3:http://user:hunter22@host/%",
                "sftp://user:hunter22@:22/x",
                "sftp://user:hunter22@host:port/x",
            })
    void shouldNotShowCredentialsOfAMalformedLocation(String text) {
        assertThatThrownBy(() -> RepositoryLocation.parse(text))
                .isInstanceOf(MalformedLocationException.class)
                .hasMessageNotContaining("hunter22");
    }

    @Test
    void shouldGiveTheSameFingerprintToTheSamePlace() {
        assertThat(Stream.of(
                                "s3:https://host/bucket/a",
                                "s3:host/bucket/a",
                                "s3://host/bucket//a/",
                                "s3:https://HOST:443/bucket/a")
                        .map(text -> RepositoryLocation.parse(text).fingerprint())
                        .distinct())
                .hasSize(1);
        assertThat(Stream.of("rest:http://a:b@host/", "rest:http://c:d@host", "rest:http://host:80/")
                        .map(text -> RepositoryLocation.parse(text).fingerprint())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void shouldGiveOtherFingerprintsToOtherPlaces() {
        assertThat(Stream.of(
                                "s3:https://host/bucket/a",
                                "s3:http://host/bucket/a",
                                "s3:https://host/bucket/b",
                                "s3:https://host/Bucket/a",
                                "s3:https://host:9000/bucket/a",
                                "rest:https://host/bucket/a",
                                "/bucket/a",
                                "sftp:host:/bucket/a",
                                "sftp:host:bucket/a",
                                "sftp:other@host:bucket/a",
                                "b2:bucket:a",
                                "gs:bucket:/a")
                        .map(text -> RepositoryLocation.parse(text).fingerprint()))
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldFingerprintAsSha256OfTheTextWithoutCredentials() {
        assertThat(RepositoryLocation.parse("local:/mnt/backup").fingerprint())
                .isEqualTo("1c75b7844c163f9970e5f48ba3f7a7272b4f1012aa3c103595decf03ffaaecf5");
    }
}
