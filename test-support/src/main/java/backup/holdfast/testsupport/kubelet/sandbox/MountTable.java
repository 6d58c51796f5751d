package backup.holdfast.testsupport.kubelet.sandbox;

import backup.holdfast.testsupport.kubelet.sandbox.Mount.Access;
import backup.holdfast.testsupport.kubelet.sandbox.SandboxPlan.RootFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that is mounted to make a container's root.
 *
 * @param mounts in their order
 */
record MountTable(List<Mount> mounts) {

    /** What a container has of its own, or must not see of the host. */
    private static final Set<String> NOT_THE_HOSTS = Set.of(
            "tmp", "root", "home", "run", "proc", "sys", "dev", "var", "data", "cache", "mnt", "image", "lost+found");

    private static final List<String> DEVICES = List.of("null", "zero", "full", "random", "urandom");

    MountTable {
        mounts = List.copyOf(mounts);
    }

    static MountTable of(SandboxPlan plan, SandboxFolder folder) throws IOException {
        List<Mount> mounts = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/"))) {
            for (Path entry : entries) {
                boolean shown = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
                        && !NOT_THE_HOSTS.contains(entry.getFileName().toString());
                if (shown) {
                    mounts.add(new Mount(entry, entry.toString(), Access.READ_ONLY));
                }
            }
        }
        mounts.add(new Mount(Path.of("/sys"), "/sys", Access.READ_ONLY));
        DEVICES.forEach(device -> mounts.add(new Mount(Path.of("/dev", device), "/dev/" + device, Access.READ_WRITE)));
        Access own = plan.rootFiles() == RootFiles.WRITABLE ? Access.READ_WRITE : Access.READ_ONLY;
        SandboxFolder.LAYER
                .keySet()
                .forEach(name -> mounts.add(new Mount(folder.layer().resolve(name), "/" + name, own)));
        if (Files.exists(Path.of("/etc/hosts"))) {
            mounts.add(new Mount(folder.hosts(), "/etc/hosts", Access.READ_ONLY));
        }
        plan.mounts().stream().sorted(Comparator.comparing(Mount::depth)).forEach(mounts::add);
        return new MountTable(mounts);
    }

    /** For {@code mount --all}. */
    String text(Path root) {
        StringBuilder text = new StringBuilder("proc " + Mount.escaped(root + "/proc") + " proc X-mount.mkdir 0 0\n");
        mounts.forEach(mount -> text.append(mount.line(root)));
        return text.toString();
    }

    /** The places of files that have to be made in the root itself; in other mounts they are made here. */
    List<String> filesToMake() throws IOException {
        List<String> files = new ArrayList<>();
        for (Mount mount : mounts) {
            if (!Files.isDirectory(mount.source())) {
                Optional<Mount> outer = outer(mount);
                if (outer.isEmpty()) {
                    files.add(mount.target());
                } else {
                    makeIn(outer.get(), mount.target());
                }
            }
        }
        return files;
    }

    private Optional<Mount> outer(Mount mount) {
        return mounts.stream().filter(other -> other.holds(mount)).max(Comparator.comparing(Mount::depth));
    }

    private static void makeIn(Mount outer, String target) throws IOException {
        Path file = outer.source().resolve(target.substring(outer.target().length() + 1));
        // Never in a folder of the host's own: those are read-only, and mounting there fails.
        if (outer.access() == Access.READ_WRITE && !Files.exists(file)) {
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
    }
}
