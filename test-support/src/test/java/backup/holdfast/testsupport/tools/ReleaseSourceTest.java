package backup.holdfast.testsupport.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ReleaseSourceTest {

    private static final Platform HERE = new Platform("plan9", "mips");
    private static final byte[] PROGRAM = FakeTool.script("1.3.0").getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path temp;

    private HttpServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void shouldUnpackABzip2Release() throws Exception {
        byte[] archive = bzip2(PROGRAM);
        ReleaseArchive release = release("/frob.bz2", archive, sha256(archive));

        assertThat(fetch(release)).isEqualTo(found());
    }

    @Test
    void shouldUnpackTheProgramFromATarball() throws Exception {
        byte[] archive = tarball("frob-1.3.0/README", "frob-1.3.0/frob");
        ReleaseArchive release = release("/frob.tar.gz", archive, sha256(archive));

        assertThat(fetch(release)).isEqualTo(found());
    }

    @Test
    void shouldFollowARedirect() throws Exception {
        byte[] archive = bzip2(PROGRAM);
        ReleaseArchive release = release("/frob.bz2", archive, sha256(archive));
        server.createContext("/moved.bz2", exchange -> {
            exchange.getResponseHeaders().add("Location", release.location().toString());
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });

        ToolResult result = fetch(new ReleaseArchive("1.3.0", HERE, release.sha256(), address("/moved.bz2")));

        assertThat(result).isEqualTo(found());
    }

    @Test
    void shouldRefuseAFileWithAnotherChecksum() throws Exception {
        byte[] archive = bzip2(PROGRAM);
        ReleaseArchive release = release("/frob.bz2", archive, "0".repeat(64));

        assertThat(reason(release)).contains("the SHA-256 is " + sha256(archive) + ", expected 0000");
    }

    @Test
    void shouldSayWhichStatusTheServerGave() {
        ReleaseArchive release = new ReleaseArchive("1.3.0", HERE, "0".repeat(64), address("/nowhere.bz2"));

        assertThat(reason(release)).contains("the official release 1.3.0 (127.0.0.1): HTTP status 404");
    }

    @Test
    @Timeout(10)
    void shouldGiveUpOnAServerThatAcceptsAndStaysSilent() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            URI address = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/frob.bz2");

            assertThat(reason(new ReleaseArchive("1.3.0", HERE, "0".repeat(64), address)))
                    .contains("no answer within 1 s");
        }
    }

    @Test
    void shouldOfferOnlyThePreferredReleaseForThisPlatform() {
        ReleaseArchive foreign =
                new ReleaseArchive("1.3.0", new Platform("plan9", "arm"), "1".repeat(64), address("/a.bz2"));
        ReleaseArchive preferred = new ReleaseArchive("1.3.1", HERE, "2".repeat(64), address("/b.bz2"));
        ReleaseArchive older = new ReleaseArchive("1.2.0", HERE, "3".repeat(64), address("/c.bz2"));

        assertThat(source().offers(FakeTool.spec(foreign, preferred, older)))
                .extracting(ToolSource.Offer::description)
                .containsExactly("the official release 1.3.1 (127.0.0.1)");
    }

    private ToolResult fetch(ReleaseArchive release) {
        return new ToolFetcher(new ToolFolder(temp), List.of(), List.of(source()), line -> {})
                .findOrFetch(FakeTool.spec(release));
    }

    private String reason(ReleaseArchive release) {
        assertThat(fetch(release)).isInstanceOf(ToolResult.Missing.class);
        return ((ToolResult.Missing) fetch(release)).reason();
    }

    private ToolResult found() {
        return new ToolResult.Found(temp.resolve("frob-1.3.0/frob"), "1.3.0");
    }

    private static ReleaseSource source() {
        return new ReleaseSource(HERE, new Download(ProxySelector.of(null), Duration.ofSeconds(1)));
    }

    private ReleaseArchive release(String path, byte[] archive, String sha256) {
        server.createContext(path, exchange -> {
            exchange.sendResponseHeaders(200, archive.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(archive);
            }
        });
        return new ReleaseArchive("1.3.0", HERE, sha256, address(path));
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private static byte[] bzip2(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new BZip2CompressorOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] tarball(String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            for (String name : names) {
                TarArchiveEntry entry = new TarArchiveEntry(name);
                entry.setSize(PROGRAM.length);
                tar.putArchiveEntry(entry);
                tar.write(PROGRAM);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
