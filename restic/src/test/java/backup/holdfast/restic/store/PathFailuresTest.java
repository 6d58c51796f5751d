package backup.holdfast.restic.store;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.restic.store.StoreFailure.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words are those of Linux for the errors a network file system gives, which no test can provoke without one. */
class PathFailuresTest {

    private static final Path FOLDER = Path.of("/mnt/nas/app");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Stale file handle                       | STALE_MOUNT
            Host is down                            | STALE_MOUNT
            Transport endpoint is not connected     | STALE_MOUNT
            Connection timed out                    | STALE_MOUNT
            Remote I/O error                        | STALE_MOUNT
            Operation not permitted                 | ACCESS_DENIED
            Not a directory                         | NOT_A_FOLDER
            Input/output error                      | IO_ERROR
            Too many levels of symbolic links       | IO_ERROR
            """)
    void shouldTellWhatTheSystemMeans(String reason, Kind kind) {
        assertThat(failure(new FileSystemException("/mnt/nas/app/config", null, reason))
                        .kind())
                .isEqualTo(kind);
    }

    @Test
    void shouldSayWhatToDo() {
        assertThat(failure(new FileSystemException("/mnt/nas/app", null, "Stale file handle")))
                .isEqualTo(StoreFailure.of(
                        Kind.STALE_MOUNT,
                        "/mnt/nas/app",
                        "The file server behind /mnt/nas/app is lost (Stale file handle): check that it runs, then mount"
                                + " it anew."));
        assertThat(failure(new AccessDeniedException("/mnt/nas/app/locks")))
                .isEqualTo(StoreFailure.of(
                        Kind.ACCESS_DENIED,
                        "/mnt/nas/app",
                        "/mnt/nas/app may not be read by this user: check its owner and mode, or the user of the"
                                + " mover."));
    }

    private static StoreFailure failure(IOException e) {
        return new PathFailures(FOLDER).of(e);
    }
}
