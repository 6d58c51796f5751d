package backup.holdfast.testsupport.tools;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.files.FileTrees;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Packages of a Debian suite, newer than what the machine may run, unpacked beside everything else. apt verifies the archive's
 * signature; its state, lists, caches, sources and hooks are private, so neither root is needed nor is the system's package
 * management touched.
 */
final class DebianSource implements ToolSource {

    private static final Path KEYRING = Path.of("/usr/share/keyrings/debian-archive-keyring.gpg");
    private static final String DEFAULT_MIRROR = "http://deb.debian.org/debian";
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final Platform platform;

    DebianSource(Platform platform) {
        this.platform = requireNonNull(platform, "platform is null");
    }

    @Override
    public List<Offer> offers(ToolSpec spec) {
        if (!platform.os().equals("linux")) {
            return List.of();
        }
        return spec.debian().stream()
                .flatMap(debian ->
                        debian.suites().stream().map(suite -> (Offer) new DebianOffer(suite, debian, platform, LIMIT)))
                .toList();
    }

    private record DebianOffer(String suite, DebianPackage debian, Platform platform, Duration limit) implements Offer {

        @Override
        public String description() {
            return "Debian " + suite;
        }

        @Override
        public Path fetchInto(Path folder) throws IOException {
            if (!Files.isReadable(KEYRING)) {
                throw new IOException("apt cannot check Debian's signature: there is no " + KEYRING
                        + " (package debian-archive-keyring)");
            }
            Path work = Files.createDirectory(folder.resolve("apt"));
            CommandRunner commands = new CommandRunner(work, limit);
            Path configuration = PrivateApt.configure(work, suite, mirror(commands), KEYRING);
            commands.run(List.of("apt-get", "-c", configuration.toString(), "update"));
            List<String> download = new ArrayList<>(List.of("apt-get", "-c", configuration.toString(), "download"));
            download.addAll(debian.packages());
            commands.run(download);
            try (DirectoryStream<Path> packages = Files.newDirectoryStream(work, "*.deb")) {
                for (Path file : packages) {
                    commands.run(List.of("dpkg-deb", "-x", file.toString(), folder.toString()));
                }
            }
            FileTrees.delete(work);
            return debian.libraryFolders().isEmpty()
                    ? folder.resolve(debian.executable())
                    : LibraryWrapper.write(folder, debian, platform);
        }

        /** Where this machine gets its own Debian packages from, since that is sure to be reachable; else Debian's own address. */
        private static String mirror(CommandRunner commands) throws IOException {
            String addresses =
                    commands.run(List.of("apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"));
            return addresses
                    .lines()
                    .map(address -> address.replaceFirst("/+$", ""))
                    .filter(address -> address.endsWith("/debian"))
                    .findFirst()
                    .orElse(DEFAULT_MIRROR);
        }
    }
}
