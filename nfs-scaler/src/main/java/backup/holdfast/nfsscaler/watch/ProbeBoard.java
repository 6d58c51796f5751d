package backup.holdfast.nfsscaler.watch;

import static java.util.Objects.requireNonNull;

import backup.holdfast.nfsscaler.decide.Finding;
import backup.holdfast.nfsscaler.decide.ProbeHistory;
import backup.holdfast.nfsscaler.probe.NfsProbe;
import backup.holdfast.nfsscaler.probe.ProbeReport;
import backup.holdfast.nfsscaler.settings.ScalerSettings;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Probes the servers of all NfsScalers, each object with threads of its own, and keeps what was found. */
public final class ProbeBoard implements AutoCloseable {

    private final NfsProbe probe;
    private final ApiServerWitness apiServer;
    private final Consumer<ProbeReport> everyProbe;
    private final Consumer<String> wake;
    private final Clock clock;
    private final Map<String, Watch> watches = new HashMap<>();

    /**
     * @param everyProbe is told of each probe
     * @param wake is told the name of the NfsScaler whose servers need a look: not for one more good answer among good ones
     */
    public ProbeBoard(
            NfsProbe probe,
            ApiServerWitness apiServer,
            Consumer<ProbeReport> everyProbe,
            Consumer<String> wake,
            Clock clock) {
        this.probe = requireNonNull(probe, "probe is null");
        this.apiServer = requireNonNull(apiServer, "apiServer is null");
        this.everyProbe = requireNonNull(everyProbe, "everyProbe is null");
        this.wake = requireNonNull(wake, "wake is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** From now on watches the servers of this NfsScaler as it says; what is watched already goes on. */
    public void watch(ScalerSettings settings) {
        synchronized (watches) {
            Watch known = watches.get(settings.name());
            if (known != null && known.fits(settings)) {
                known.update(settings);
                return;
            }
            if (known != null) {
                known.close();
            }
            Watch watch = new Watch(settings, probe, apiServer, this::probed, clock);
            watches.put(settings.name(), watch);
            watch.update(settings);
        }
    }

    /** Ends the probes of an NfsScaler. */
    public void forget(String scaler) {
        synchronized (watches) {
            Watch watch = watches.remove(scaler);
            if (watch != null) {
                watch.close();
            }
        }
    }

    /** What is known of a server of an NfsScaler. */
    public ServerView view(String scaler, String server) {
        synchronized (watches) {
            Watch watch = watches.get(scaler);
            return watch == null ? ServerView.NONE : watch.view(server);
        }
    }

    /** Whether all is well with an NfsScaler, so that further good answers change nothing. */
    public void settled(String scaler, Quiet quiet) {
        synchronized (watches) {
            Watch watch = watches.get(scaler);
            if (watch != null) {
                watch.quiet(quiet);
            }
        }
    }

    private void probed(ProbeReport report) {
        boolean needed;
        synchronized (watches) {
            Watch watch = watches.get(report.owner());
            if (watch == null) {
                return;
            }
            ProbeHistory history = watch.add(report);
            needed = watch.quiet() == Quiet.NO || history.finding() != Finding.ALIVE;
        }
        everyProbe.accept(report);
        if (needed) {
            wake.accept(report.owner());
        }
    }

    @Override
    public void close() {
        synchronized (watches) {
            watches.values().forEach(Watch::close);
            watches.clear();
        }
    }

    /** Whether good answers are no news. */
    public enum Quiet {
        YES,
        NO
    }
}
