package backup.holdfast.testsupport.tools;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.files.FileTrees;
import java.io.File;
import java.io.IOException;
import java.net.ProxySelector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Finds a program on the PATH or among those fetched earlier, or else fetches it: the official release if its server answers soon,
 * else a Debian package. Safe to call from many processes at once.
 */
public final class ToolFetcher {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ToolFolder folder;
    private final List<Path> searchPath;
    private final List<ToolSource> sources;
    private final Consumer<String> progress;

    ToolFetcher(ToolFolder folder, List<Path> searchPath, List<ToolSource> sources, Consumer<String> progress) {
        this.folder = requireNonNull(folder, "folder is null");
        this.searchPath = List.copyOf(searchPath);
        this.sources = List.copyOf(sources);
        this.progress = requireNonNull(progress, "progress is null");
    }

    /**
     * The fetcher for this machine.
     *
     * @param folder where fetched programs are kept
     * @param environment {@code PATH} and the proxies come from here
     * @param progress is told in one line each what is being fetched from where, and what came of it; not a word where nothing is
     */
    public static ToolFetcher forThisMachine(Path folder, Map<String, String> environment, Consumer<String> progress) {
        List<Path> searchPath = new ArrayList<>();
        for (String entry : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            if (!entry.isEmpty()) {
                searchPath.add(Path.of(entry));
            }
        }
        Platform platform = Platform.current();
        ProxySelector proxies = new EnvironmentProxies(environment);
        return new ToolFetcher(
                new ToolFolder(folder),
                searchPath,
                List.of(new ReleaseSource(platform, new Download(proxies, PATIENCE)), new DebianSource(platform)),
                progress);
    }

    /** The program, found or fetched now; or why there is none. */
    public ToolResult findOrFetch(ToolSpec spec) {
        return locked(spec, tried -> {
            ToolResult present = find(spec, tried);
            return present instanceof ToolResult.Found ? present : fetch(spec, tried);
        });
    }

    /** The program, if it is on this machine. */
    public ToolResult find(ToolSpec spec) {
        return locked(spec, tried -> find(spec, tried));
    }

    private ToolResult locked(ToolSpec spec, Search search) {
        List<String> tried = new ArrayList<>();
        try (ToolFolder.Lock held = folder.lock()) {
            requireNonNull(held, "held is null");
            return search.run(tried);
        } catch (IOException e) {
            tried.add(folder.root() + ": " + e.getMessage());
            return missing(spec, tried);
        }
    }

    private ToolResult find(ToolSpec spec, List<String> tried) throws IOException {
        Path work = folder.workFolder();
        try {
            VersionProbe probe = new VersionProbe(work);
            for (Path executable : candidates(spec)) {
                try {
                    ToolVersion version = probe.acceptedVersion(spec, executable);
                    return new ToolResult.Found(executable, version.toString());
                } catch (IOException e) {
                    tried.add(e.getMessage());
                }
            }
            return missing(spec, tried);
        } finally {
            FileTrees.delete(work);
        }
    }

    private List<Path> candidates(ToolSpec spec) throws IOException {
        List<Path> candidates = new ArrayList<>();
        for (Path entry : searchPath) {
            Path executable = entry.resolve(spec.name());
            if (Files.isRegularFile(executable) && Files.isExecutable(executable)) {
                candidates.add(executable.toAbsolutePath());
            }
        }
        candidates.addAll(folder.installed(spec.name()));
        return candidates;
    }

    private ToolResult fetch(ToolSpec spec, List<String> tried) throws IOException {
        for (ToolSource source : sources) {
            for (ToolSource.Offer offer : source.offers(spec)) {
                Path work = folder.workFolder();
                try {
                    progress.accept(spec.name() + ": fetching it from " + offer.description());
                    Path executable = offer.fetchInto(work);
                    ToolVersion version = new VersionProbe(work).acceptedVersion(spec, executable);
                    Path installed = folder.install(spec.name(), version, work, executable);
                    progress.accept(
                            spec.name() + " " + version + ": from " + offer.description() + " into " + folder.root());
                    return new ToolResult.Found(installed, version.toString());
                } catch (IOException e) {
                    tried.add(offer.description() + ": " + e.getMessage());
                    progress.accept(spec.name() + ": no luck with " + offer.description() + ": " + e.getMessage());
                } finally {
                    FileTrees.delete(work);
                }
            }
        }
        return missing(spec, tried);
    }

    private static ToolResult missing(ToolSpec spec, List<String> tried) {
        return new ToolResult.Missing(
                "no " + spec.name() + " (" + spec.accepted() + ") could be found or fetched. Tried: "
                        + (tried.isEmpty() ? "the PATH" : String.join("; ", tried))
                        + ". Install such a " + spec.name()
                        + " and put it on the PATH, or see to it that one of these can be reached.");
    }

    /** Part of a search, adding to what was tried in vain. */
    private interface Search {
        ToolResult run(List<String> tried) throws IOException;
    }
}
