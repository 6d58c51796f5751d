package backup.holdfast.controller.leadership;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.leadership.Candidate.Move;
import backup.holdfast.controller.leadership.Standing.Barred;
import backup.holdfast.controller.leadership.Standing.Leading;
import backup.holdfast.controller.leadership.Standing.Waiting;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the work done by one of several replicas. Whoever leads does it until it is closed, which gives the lease back after the work has
 * stopped, so that the next one begins at once; or until it could not renew its lease for a while, and then stands for election again.
 */
public final class Election implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Election.class);

    /** Two of them are lost before leadership is. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** For work that does not want to end. */
    private static final Duration END_WITHIN = Duration.ofSeconds(30);

    private static final Duration WATCH_EVERY = Duration.ofMillis(250);

    /** After the work could not be begun: another replica may have better luck. */
    private static final Duration REST = Duration.ofSeconds(5);

    private final Leases leases;
    private final Candidate candidate;
    private final ElectionSettings settings;
    private final Supplier<Runnable> work;
    private final Clock clock;
    private final LongSupplier nanos;
    private final ScheduledThreadPoolExecutor voting = thread("election");
    private final ScheduledThreadPoolExecutor working = thread("leadership");

    private volatile Standing standing = new Barred("the lease was not looked at yet");
    /** When the newest renewal was asked for. */
    private volatile @Nullable Renewal renewal;
    /** Of the thread that does the work. */
    private volatile @Nullable Runnable term;

    private volatile boolean resting;
    private volatile boolean closing;
    private String said = "";

    private record Renewal(Instant at, long nanos) {}

    /** @param nanos a clock that never goes back; one that may be set is asked as well, for it goes on while a machine sleeps */
    Election(ElectionSettings settings, Leases leases, Supplier<Runnable> work, Clock clock, LongSupplier nanos) {
        this.settings = requireNonNull(settings, "settings is null");
        this.candidate = new Candidate(settings);
        this.leases = requireNonNull(leases, "leases is null");
        this.work = requireNonNull(work, "work is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.nanos = requireNonNull(nanos, "nanos is null");
    }

    /**
     * Stands for election.
     *
     * @param work begins to be done when this replica leads; what it returns ends it
     */
    public static Election start(
            ElectionSettings settings,
            KubernetesClient client,
            Supplier<Runnable> work,
            Clock clock,
            LongSupplier nanos) {
        Election election = new Election(
                settings, new ApiLeases(client, settings.namespace(), settings.name(), PATIENCE), work, clock, nanos);
        election.stand();
        return election;
    }

    void stand() {
        var unusedVoter = voting.schedule(this::vote, 0, TimeUnit.MILLISECONDS);
        var unusedWatchman = working.scheduleWithFixedDelay(
                this::attend, WATCH_EVERY.toMillis(), WATCH_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether this replica may write. */
    public boolean isLeading() {
        Renewal newest = renewal;
        return newest != null
                && nanos.getAsLong() - newest.nanos()
                        < settings.timing().stand().toNanos()
                && clock.instant().isBefore(newest.at().plus(settings.timing().stand()));
    }

    public Standing standing() {
        return isLeading() || !(standing instanceof Leading)
                ? standing
                : new Barred("the lease could not be renewed: see the log");
    }

    /** Ends the work, then gives the lease back. */
    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        // Renewals go on until the work has ended.
        last(working, () -> end("stopping"), END_WITHIN);
        last(voting, this::release, PATIENCE.multipliedBy(3));
    }

    private void vote() {
        Duration pause = settings.timing().look();
        try {
            pause = ballot();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                say("cannot read or write lease " + settings.namespace() + "/" + settings.name() + ": " + words(e));
                if (!isLeading()) {
                    standing = new Barred("no lease: " + words(e));
                }
            }
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("this look at the lease failed");
        }
        var unused = voting.schedule(this::vote, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** How long until the next. */
    private Duration ballot() {
        Lease seen = leases.read();
        Renewal now = new Renewal(clock.instant(), nanos.getAsLong());
        Move move = candidate.next(seen, now.at(), now.nanos());
        if (move instanceof Move.Leave leave) {
            lost();
            standing = new Waiting(leave.holder());
            say(leave.holder() + " leads");
            return settings.timing().look();
        }
        if (move instanceof Move.Refuse refuse) {
            lost();
            standing = new Barred(refuse.why());
            say(refuse.why());
            return settings.timing().look();
        }
        if (!isLeading() && (term != null || resting || closing)) {
            // One term after the other: what has not ended yet must not find itself allowed to go on.
            return settings.timing().look();
        }
        if (move instanceof Move.Create create) {
            leases.create(create.lease());
        } else if (move instanceof Move.Write write) {
            leases.replace(write.lease());
        }
        renewal = now;
        standing = new Leading();
        say("this replica leads");
        return settings.timing().renew();
    }

    private void lost() {
        renewal = null;
    }

    /** Begins or ends the work, as it has become. */
    private void attend() {
        if (term == null && isLeading() && !resting && !closing) {
            begin();
        } else if (term != null && !isLeading()) {
            end("leadership is lost");
        }
    }

    private void begin() {
        try {
            term = work.get();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("cannot begin; another replica may");
            resting = true;
            var unused = voting.schedule(this::stepBack, 0, TimeUnit.MILLISECONDS);
        }
    }

    private void stepBack() {
        release();
        var unused = voting.schedule(() -> resting = false, REST.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void end(String why) {
        Runnable ending = term;
        if (ending == null) {
            return;
        }
        log.info("{}; running movers go on", why);
        try {
            ending.run();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("could not stop in order");
        } finally {
            term = null;
        }
    }

    private void release() {
        lost();
        try {
            candidate.released(leases.read()).ifPresent(leases::replace);
        } catch (KubernetesClientException e) {
            log.info("could not give the lease back, it runs out by itself: {}", words(e));
        }
    }

    /** Once, until something else is to be said. */
    private void say(String what) {
        if (!what.equals(said)) {
            said = what;
            log.info(what);
        }
    }

    private static String words(KubernetesClientException e) {
        return e.getStatus() != null && e.getStatus().getMessage() != null
                ? e.getStatus().getMessage()
                : String.valueOf(
                        e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
    }

    /** The last thing a thread does. */
    private static void last(ScheduledThreadPoolExecutor thread, Runnable task, Duration within) {
        try {
            thread.submit(task).get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.atWarn().setCause(e).log("stopped in the middle");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            thread.shutdownNow();
        }
    }

    private static ScheduledThreadPoolExecutor thread(String name) {
        return new ScheduledThreadPoolExecutor(
                1,
                task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
    }
}
