package backup.holdfast.testsupport.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** What a container leaves to be read in its pod's status: the end of the file, at most 4096 bytes. */
final class TerminationMessage {

    private static final int LIMIT = 4096;
    private static final int LOG_LIMIT = 2048;
    private static final int LOG_LINES = 80;
    private static final String DEFAULT_PATH = "/dev/termination-log";

    private TerminationMessage() {}

    /** Where the container writes it. */
    static String path(Container container) {
        return Optional.ofNullable(container.getTerminationMessagePath()).orElse(DEFAULT_PATH);
    }

    /** What it wrote; where it failed, wrote nothing and asked for it, the end of its log. */
    static String read(Container container, Path file, String log, int exitCode) throws IOException {
        byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        if (bytes.length > 0) {
            return end(bytes, LIMIT);
        }
        boolean fallBack = "FallbackToLogsOnError".equals(container.getTerminationMessagePolicy()) && exitCode != 0;
        if (!fallBack) {
            return "";
        }
        String[] lines = log.split("(?<=\n)", -1);
        String last =
                String.join("", Arrays.asList(lines).subList(Math.max(0, lines.length - LOG_LINES), lines.length));
        return end(last.getBytes(StandardCharsets.UTF_8), LOG_LIMIT);
    }

    private static String end(byte[] bytes, int limit) {
        int from = Math.max(0, bytes.length - limit);
        return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
    }
}
