package backup.holdfast.nfsscaler.probe;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Probes watched servers at their intervals, all at the same time, each by one probe at a time, and never on the thread of whoever asks for
 * it. Starts are counted from the first, so that slow probes do not shift those after them; what is missed is left out, not made up for.
 */
public final class ProbeLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProbeLoop.class);

    private final NfsProbe probe;
    private final ProbeListener listener;
    private final ProbeTimer timer;
    private final Clock clock;
    private final Map<Key, Watch> watches = new HashMap<>();

    /**
     * Makes one that watches nothing yet.
     *
     * @param timer is closed with the loop
     * @param clock for the times in reports
     */
    public ProbeLoop(NfsProbe probe, ProbeListener listener, ProbeTimer timer, Clock clock) {
        this.probe = requireNonNull(probe, "probe is null");
        this.listener = requireNonNull(listener, "listener is null");
        this.timer = requireNonNull(timer, "timer is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * From now on watches exactly these servers for this owner. Those that are watched already, in the same way, go on undisturbed; new and
     * changed ones are probed at once.
     */
    public void watch(String owner, List<WatchedServer> servers) {
        Map<Key, WatchedServer> wanted = new HashMap<>();
        for (WatchedServer server : servers) {
            if (wanted.put(new Key(owner, server.server().name()), server) != null) {
                throw new IllegalArgumentException(
                        owner + " names a server twice: " + server.server().name());
            }
        }
        synchronized (watches) {
            watches.keySet().removeIf(key -> key.owner().equals(owner) && !wanted.containsKey(key));
            wanted.forEach((key, server) -> {
                Watch known = watches.get(key);
                if (known == null || !known.server().equals(server)) {
                    Watch watch = new Watch(key, server, timer.nanos());
                    watches.put(key, watch);
                    timer.schedule(Duration.ZERO, () -> probeOnce(watch));
                }
            });
        }
    }

    /** Ends all probes. */
    @Override
    public void close() {
        synchronized (watches) {
            watches.clear();
        }
        timer.close();
    }

    private void probeOnce(Watch watch) {
        if (!isCurrent(watch)) {
            return;
        }
        try {
            Instant startedAt = clock.instant();
            ProbeResult result =
                    probe.probe(watch.server().server(), watch.server().limits());
            if (isCurrent(watch)) {
                listener.probed(new ProbeReport(
                        watch.key().owner(), watch.server().server(), result, startedAt, clock.instant()));
            }
        } catch (RuntimeException e) {
            LOG.error("What a probe found could not be passed on; the next one will be tried as usual", e);
        } finally {
            timer.schedule(watch.untilNext(timer.nanos()), () -> probeOnce(watch));
        }
    }

    private boolean isCurrent(Watch watch) {
        synchronized (watches) {
            return watches.get(watch.key()) == watch;
        }
    }

    private record Key(String owner, String server) {}

    /** A class and not a record, because a server that is watched anew is another watch. */
    private static final class Watch {

        private final Key key;
        private final WatchedServer server;
        private final long firstNanos;

        Watch(Key key, WatchedServer server, long firstNanos) {
            this.key = requireNonNull(key, "key is null");
            this.server = requireNonNull(server, "server is null");
            this.firstNanos = firstNanos;
        }

        Key key() {
            return key;
        }

        WatchedServer server() {
            return server;
        }

        Duration untilNext(long nowNanos) {
            long interval = server.interval().toNanos();
            return Duration.ofNanos(interval - (nowNanos - firstNanos) % interval);
        }
    }
}
