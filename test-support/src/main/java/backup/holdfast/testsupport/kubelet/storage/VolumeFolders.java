package backup.holdfast.testsupport.kubelet.storage;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.files.FileTrees;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** One folder per volume, one per snapshot, and what NFS servers export. */
public final class VolumeFolders {

    /** The provisioner and CSI driver the test kubelet plays. */
    public static final String DRIVER = "folders.testing.holdfast.backup";

    private final Path root;
    private final Map<String, Path> exports = new ConcurrentHashMap<>();

    public VolumeFolders(Path root) {
        this.root = requireNonNull(root, "root is null");
    }

    /** A NFS server's export is this folder. */
    public void export(String server, String path, Path folder) {
        exports.put(server + ":" + path, folder);
    }

    /** The NFS server is gone, or has this export no longer. */
    public void unexport(String server, String path) {
        exports.remove(server + ":" + path);
    }

    /** The folder of an export or below one. */
    public Optional<Path> exported(String server, String path) {
        String address = server + ":" + path;
        return exports.entrySet().stream()
                .filter(export -> (address + "/").startsWith(export.getKey() + "/"))
                .map(export -> export.getValue()
                        .resolve("." + address.substring(export.getKey().length()))
                        .normalize())
                .filter(Files::isDirectory)
                .findFirst();
    }

    /** What is on the volume; empty where nobody provides it. */
    public Optional<Path> of(PersistentVolume volume) {
        if (volume.getSpec().getNfs() != null) {
            return exported(
                    volume.getSpec().getNfs().getServer(),
                    volume.getSpec().getNfs().getPath());
        }
        return Optional.ofNullable(volume.getSpec().getCsi())
                .filter(csi -> csi.getDriver().equals(DRIVER))
                .map(csi -> volume(csi.getVolumeHandle()))
                .filter(Files::isDirectory);
    }

    Path volume(String handle) {
        return root.resolve("volumes").resolve(handle);
    }

    Path snapshot(String handle) {
        return root.resolve("snapshots").resolve(handle);
    }

    /** A folder that is there, empty at first, or nothing at all. */
    void createEmpty(Path folder) {
        try {
            if (Files.isDirectory(folder)) {
                return;
            }
            Files.createDirectories(folder.getParent());
            Path fresh = Files.createTempDirectory(folder.getParent(), ".new-");
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + folder, e);
        }
    }

    /** A folder that is there with everything of the source as it is now: owners, modes, times, links, holes, attributes. */
    void createFrom(Path source, Path folder) {
        try {
            if (Files.isDirectory(folder)) {
                return;
            }
            Files.createDirectories(folder.getParent());
            Path fresh = Files.createTempDirectory(folder.getParent(), ".new-");
            Process copy = new ProcessBuilder("cp", "-a", source + "/.", fresh.toString())
                    .redirectErrorStream(true)
                    .start();
            String words = new String(copy.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (copy.onExit().join().exitValue() != 0) {
                FileTrees.delete(fresh);
                throw new IOException("cp says: " + words);
            }
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy " + source, e);
        }
    }

    void delete(Path folder) {
        try {
            FileTrees.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }
}
