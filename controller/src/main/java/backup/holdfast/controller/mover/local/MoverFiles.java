package backup.holdfast.controller.mover.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import backup.holdfast.controller.mover.MoverAssignment;
import backup.holdfast.controller.resolver.CustomCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What restic takes from files rather than from its environment. In a pod these are mounted. */
final class MoverFiles {
    /** In a Secret this is the content of a file, as in VolSync; restic wants the file's name. */
    private static final String GOOGLE_CREDENTIALS = "GOOGLE_APPLICATION_CREDENTIALS";

    private final MoverAssignment assignment;
    private final RunFolder folder;

    MoverFiles(MoverAssignment assignment, RunFolder folder) {
        this.assignment = assignment;
        this.folder = folder;
    }

    /** The certificates, where the plan says they are. */
    void writeCertificate() throws IOException {
        Path file = assignment.plan().workspace().caCertificate();
        if (file == null || assignment.certificate().isEmpty()) {
            return;
        }
        CustomCertificate.Usable certificate = assignment.certificate().get();
        Files.createDirectories(file.getParent());
        Path draft = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), certificate.pem());
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** restic's settings, with the names of files where it wants names. Nobody else may read these files. */
    Map<String, String> environment() throws IOException {
        Map<String, String> environment = new HashMap<>(assignment.environment());
        @Nullable String credentials = environment.get(GOOGLE_CREDENTIALS);
        if (credentials != null) {
            Path file = folder.credentials();
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(file, credentials.getBytes(UTF_8));
            environment.put(GOOGLE_CREDENTIALS, file.toString());
        }
        return environment;
    }
}
