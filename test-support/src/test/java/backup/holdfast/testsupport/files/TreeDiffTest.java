package backup.holdfast.testsupport.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "needs owners, modes and links")
class TreeDiffTest {

    @TempDir
    private Path temp;

    private Path one;
    private Path two;

    @BeforeEach
    void buildTwice() throws IOException {
        one = temp.resolve("one");
        two = temp.resolve("two");
        FileTrees.awkward(one);
        FileTrees.awkward(two);
    }

    @Test
    void shouldBuildTheSameTreeEveryTime() throws IOException {
        // Only the times of links are beyond Java's reach.
        assertThat(TreeDiff.of(one, two).lines())
                .allMatch(line -> line.matches("changed: links/[\\w ]+: modified \\S+ became \\S+"));
        assertThat(TreeSnapshot.of(one).size()).isGreaterThan(80);
        assertThat(TreeSnapshot.of(one).diff(TreeSnapshot.of(one))).hasToString("no difference");
    }

    @Test
    void shouldBuildHolesThatTakeNoRoom() throws Exception {
        Path sparse = one.resolve("holes/ends");

        assertThat(Files.size(sparse)).isEqualTo(64 * 1024 * 1024);
        Process du = new ProcessBuilder("du", "-k", sparse.toString()).start();
        String kibibytes = new String(du.getInputStream().readAllBytes()).split("\\s")[0];
        assertThat(Integer.parseInt(kibibytes)).isLessThan(1024);
    }

    @Test
    void shouldNameMissingAndUnexpectedPaths() throws IOException {
        Files.delete(two.resolve("odd/new\nline"));
        Files.delete(two.resolve("empty folder"));
        Files.writeString(two.resolve("odd/added"), "");

        assertThat(TreeDiff.of(one, two, Aspect.TIME).lines())
                .containsExactly("missing: empty folder", "unexpected: odd/added", "missing: odd/new\\nline");
    }

    @Test
    void shouldSeeASingleChangedByteAndAChangedTime() throws IOException {
        try (FileChannel file = FileChannel.open(two.resolve("big.bin"), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {42}), 1_000_000);
        }

        assertThat(TreeDiff.of(one, two, Aspect.TIME).lines())
                .singleElement()
                .asString()
                .matches("changed: big.bin: content 2097153 bytes, SHA-256 \\w+ became 2097153 bytes, SHA-256 \\w+");

        Files.setLastModifiedTime(
                two.resolve("plain.txt"), FileTime.from(Instant.parse("2026-01-02T03:04:05.678901Z")));
        assertThat(TreeDiff.of(one, two).lines())
                .contains("changed: plain.txt: modified 2026-01-02T03:04:05.678901234Z became"
                        + " 2026-01-02T03:04:05.678901Z");
    }

    @Test
    void shouldSeeModesLinksAndKinds() throws IOException {
        Files.setAttribute(two.resolve("modes/private"), "unix:mode", 0640);
        Files.delete(two.resolve("links/hard"));
        Files.copy(two.resolve("links/target"), two.resolve("links/hard"));
        Files.delete(two.resolve("links/relative"));
        Files.createSymbolicLink(two.resolve("links/relative"), Path.of("hard"));
        Files.delete(two.resolve("links/dangling"));
        Files.createDirectory(two.resolve("links/dangling"));
        Files.setAttribute(two.resolve("links/hard"), "unix:mode", mode(one.resolve("links/hard")));

        assertThat(TreeDiff.of(one, two, Aspect.TIME, Aspect.OWNER).lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith(
                                        "changed: links/dangling: kind link became folder; content no such file became"),
                        line -> assertThat(line)
                                .isEqualTo(
                                        "changed: links/hard: same file as [links/hard elsewhere, links/target] became []"),
                        line -> assertThat(line)
                                .isEqualTo("changed: links/hard elsewhere: same file as [links/hard, links/target]"
                                        + " became [links/target]"),
                        line -> assertThat(line).isEqualTo("changed: links/relative: content target became hard"),
                        line -> assertThat(line)
                                .isEqualTo("changed: links/target: same file as [links/hard, links/hard elsewhere]"
                                        + " became [links/hard elsewhere]"),
                        line -> assertThat(line).isEqualTo("changed: modes/private: mode 600 became 640"));
    }

    @Test
    void shouldDeleteEverythingButWhatLinksPointTo() throws IOException {
        Path kept =
                Files.writeString(Files.createDirectory(temp.resolve("kept")).resolve("file"), "kept");
        Files.createSymbolicLink(one.resolve("way out"), kept.getParent());

        FileTrees.delete(one);

        assertThat(one).doesNotExist();
        assertThat(kept).hasContent("kept");
    }

    private static int mode(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    }
}
