package backup.holdfast.testsupport.tools;

import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/** The project's own release files, each checked against its pinned SHA-256 before it is unpacked. */
final class ReleaseSource implements ToolSource {

    private final Platform platform;
    private final Download download;

    ReleaseSource(Platform platform, Download download) {
        this.platform = requireNonNull(platform, "platform is null");
        this.download = requireNonNull(download, "download is null");
    }

    @Override
    public List<Offer> offers(ToolSpec spec) {
        // Only the preferred one: where its server does not answer, it will not for another version either.
        return spec.releasesFor(platform).stream()
                .limit(1)
                .<Offer>map(release -> new ReleaseOffer(spec.name(), release, download))
                .toList();
    }

    private record ReleaseOffer(String tool, ReleaseArchive release, Download download) implements Offer {

        @Override
        public String description() {
            return "the official release " + release.version() + " ("
                    + release.location().getHost() + ")";
        }

        @Override
        public Path fetchInto(Path folder) throws IOException {
            Path archive = folder.resolve("archive");
            download.fetch(release.location(), release.sha256(), archive);
            Path executable = folder.resolve(tool);
            try (InputStream packed = new BufferedInputStream(Files.newInputStream(archive));
                    InputStream program = unpack(packed)) {
                Files.copy(program, executable);
            }
            Files.delete(archive);
            if (!executable.toFile().setExecutable(true)) {
                throw new IOException("cannot make " + executable + " executable");
            }
            return executable;
        }

        private InputStream unpack(InputStream packed) throws IOException {
            String path = release.location().getPath();
            if (path.endsWith(".bz2")) {
                return new BZip2CompressorInputStream(packed);
            }
            if (path.endsWith(".tar.gz")) {
                return entryNamed(tool, new TarArchiveInputStream(new GZIPInputStream(packed)));
            }
            throw new IOException("cannot unpack " + path);
        }

        private static InputStream entryNamed(String name, TarArchiveInputStream tar) throws IOException {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.isFile() && entry.getName().endsWith("/" + name)) {
                    return tar;
                }
            }
            throw new IOException("the archive holds no " + name);
        }
    }
}
