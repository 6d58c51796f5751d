package backup.holdfast.testsupport.kubelet.sandbox;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The files of one container on the host. */
record SandboxFolder(Path path) {

    /** The container's own writable folders, with their modes. */
    static final Map<String, String> LAYER =
            new TreeMap<>(Map.of("tmp", "rwxrwxrwx", "root", "rwx------", "home", "rwxr-xr-x", "run", "rwxr-xr-x"));

    SandboxFolder {
        requireNonNull(path, "path is null");
    }

    static SandboxFolder create(Path path, SandboxPlan plan) throws IOException {
        SandboxFolder folder = new SandboxFolder(path);
        Files.createDirectories(folder.root());
        for (Map.Entry<String, String> own : LAYER.entrySet()) {
            Path created = Files.createDirectories(folder.layer().resolve(own.getKey()));
            Files.setPosixFilePermissions(created, PosixFilePermissions.fromString(own.getValue()));
        }
        Files.writeString(folder.hosts(), "127.0.0.1 localhost\n::1 localhost\n127.0.0.1 " + plan.hostName() + "\n");
        MountTable table = MountTable.of(plan, folder);
        Files.writeString(folder.mounts(), table.text(folder.root()));
        Files.write(folder.files(), table.filesToMake());
        return folder;
    }

    List<String> paths() {
        return List.of(
                root().toString(),
                mounts().toString(),
                files().toString(),
                started().toString());
    }

    /** Where the container's root is put together; empty for everybody else. */
    Path root() {
        return path.resolve("root");
    }

    Path layer() {
        return path.resolve("layer");
    }

    Path mounts() {
        return path.resolve("mounts");
    }

    Path files() {
        return path.resolve("files");
    }

    Path hosts() {
        return path.resolve("hosts");
    }

    /** Is there once the command itself is what runs. */
    Path started() {
        return path.resolve("started");
    }

    Path log() {
        return path.resolve("log");
    }
}
