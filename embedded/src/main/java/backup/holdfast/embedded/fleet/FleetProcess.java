package backup.holdfast.embedded.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The controller's process and what the kernel says of it. Linux only. */
final class FleetProcess implements AutoCloseable {
    private static final Pattern PEAK = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB$");
    private static final Pattern LATENESS = Pattern.compile("-?\\d+");
    private static final int TICKS_PER_SECOND = 100;
    private static final int UTIME = 11;
    private static final Duration REST = Duration.ofSeconds(3);

    /** Of a core: more than whoever starts a few runs takes. */
    private static final double BUSY = 0.2;

    private final Process process;
    private final URI metrics;
    private final List<Long> lateness = new CopyOnWriteArrayList<>();

    private FleetProcess(Process process, URI metrics, BufferedReader rest) {
        this.process = process;
        this.metrics = metrics;
        Thread reader = new Thread(
                () -> rest.lines()
                        .filter(line -> LATENESS.matcher(line).matches())
                        .map(Long::valueOf)
                        .forEach(lateness::add),
                "lateness");
        reader.setDaemon(true);
        reader.start();
    }

    /** @param heap such as {@code 128m} */
    static FleetProcess start(Path kubeconfig, Duration length, String heap) throws IOException {
        ProcessBuilder command = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx" + heap,
                        "-cp",
                        System.getProperty("java.class.path"),
                        FleetController.class.getName(),
                        kubeconfig.toString(),
                        length.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        // The log goes to standard output, too.
        command.environment().put("HOLDFAST_LOG_LEVEL", "ERROR");
        Process process = command.start();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        String first = lines.readLine();
        if (first == null) {
            throw new IOException("the controller did not start");
        }
        return new FleetProcess(process, URI.create(first), lines);
    }

    /** Of all runs so far, in milliseconds. */
    List<Long> lateness() {
        return List.copyOf(lateness);
    }

    /** The most it ever had, in MiB. */
    double peakMemory() throws IOException {
        Matcher peak = PEAK.matcher(Files.readString(proc("status")));
        if (!peak.find()) {
            throw new IOException("the kernel does not say how much memory the controller has");
        }
        return Long.parseLong(peak.group(1)) / 1024.0;
    }

    /** User and system time so far, in seconds. */
    double cpu() throws IOException {
        String stat = Files.readString(proc("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1])) / (double) TICKS_PER_SECOND;
    }

    /** Until it has looked at all it was told of at its start. */
    void awaitRest() throws IOException, InterruptedException {
        double before;
        double now = cpu();
        do {
            before = now;
            Thread.sleep(REST.toMillis());
            now = cpu();
        } while (now - before > REST.toSeconds() * BUSY);
    }

    /** As Prometheus does it; how many bytes the page has. */
    int scrape() throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofByteArray())
                .body()
                .length;
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private Path proc(String file) {
        return Path.of("/proc", String.valueOf(process.pid()), file);
    }
}
