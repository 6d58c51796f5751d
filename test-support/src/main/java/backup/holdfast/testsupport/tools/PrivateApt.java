package backup.holdfast.testsupport.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the configuration of an apt that shares nothing with the system's but its proxies and credentials. */
final class PrivateApt {

    private PrivateApt() {}

    /** The configuration file, made in {@code work} together with everything it names. */
    static Path configure(Path work, String suite, String mirror, Path keyring) throws IOException {
        Files.createDirectories(work.resolve("state/lists/partial"));
        Files.createDirectories(work.resolve("cache/archives/partial"));
        // Only the list of packages: without "Targets" the system's settings may add translations, icons and file
        // lists.
        Files.writeString(work.resolve("debian.sources"), """
                Types: deb
                URIs: %s
                Suites: %s
                Components: main
                Targets: Packages
                PDiffs: no
                Signed-By: %s
                """.formatted(mirror, suite, keyring));
        // The status file is emptied because apt would otherwise look for the version that is installed. Hooks are
        // cleared because
        // those of the system clean the system's caches. The sandbox user could not write here.
        return Files.writeString(work.resolve("apt.conf"), """
                #clear APT::Update::Pre-Invoke;
                #clear APT::Update::Post-Invoke;
                #clear APT::Update::Post-Invoke-Success;
                #clear DPkg::Pre-Invoke;
                #clear DPkg::Post-Invoke;
                APT::Sandbox::User "root";
                Acquire::Languages "none";
                APT::Update::Error-Mode "any";
                Acquire::Retries "1";
                Acquire::http::Timeout "10";
                Acquire::https::Timeout "10";
                Dir::State "%1$s/state";
                Dir::State::lists "%1$s/state/lists";
                Dir::State::status "/dev/null";
                Dir::State::extended_states "%1$s/state/extended_states";
                Dir::Cache "%1$s/cache";
                Dir::Cache::archives "%1$s/cache/archives";
                Dir::Cache::pkgcache "";
                Dir::Cache::srcpkgcache "";
                Dir::Etc::sourcelist "%1$s/debian.sources";
                Dir::Etc::sourceparts "/dev/null";
                Dir::Etc::preferences "/dev/null";
                Dir::Etc::preferencesparts "/dev/null";
                """.formatted(work));
    }
}
