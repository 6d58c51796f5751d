package backup.holdfast.restic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** An {@link InspectionMemory} of one binary, in a file of three lines: which file it was, its version, its features. */
public final class InspectionFile implements InspectionMemory {
    private static final int LINES = 3;

    private static final int MAX_BYTES = 16 << 10;

    private final Path file;

    public InspectionFile(Path file) {
        this.file = requireNonNull(file, "file is null");
    }

    @Override
    public Optional<ResticBinary> recall(FileIdentity wanted) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(file);
            if (lines.size() != LINES || !lines.get(0).equals(wanted.toString())) {
                return Optional.empty();
            }
            Optional<ResticVersion> version = ResticVersion.parse(lines.get(1));
            if (version.isEmpty()) {
                return Optional.empty();
            }
            TreeSet<String> features = new TreeSet<>(Arrays.asList(lines.get(2).split(" ", -1)));
            features.remove("");
            return Optional.of(new ResticBinary(wanted.path(), version.get(), features));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public void keep(FileIdentity identity, ResticBinary binary) {
        String text = identity + "\n" + binary.version() + "\n" + String.join(" ", binary.features()) + "\n";
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(draft, text.getBytes(UTF_8));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // Asked again the next time.
            draft.toFile().delete();
        }
    }
}
