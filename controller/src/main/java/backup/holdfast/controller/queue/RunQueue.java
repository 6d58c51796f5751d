package backup.holdfast.controller.queue;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.replication.queue.EndpointHealth;
import backup.holdfast.replication.queue.Outage.Sight;
import backup.holdfast.replication.queue.QueueLimits;
import backup.holdfast.replication.queue.StoreWord;
import backup.holdfast.restic.repository.RepositoryLocation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The line in front of the movers: each run asks before it is written down. It has no state worth keeping: what is under way is read
 * from statuses, and whoever waits asks again after a restart. Nobody depends on being woken by the end of another run alone: once
 * a second somebody looks.
 */
public final class RunQueue implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RunQueue.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration COMPARE_EVERY = Duration.ofSeconds(30);
    private static final int LOOKS_AT_ONCE = 4;

    private final Line line;
    private final Consumer<RunOwner> wake;
    private final Function<RepositoryLocation, Sight> look;
    private final Clock clock;
    private final Executor looks;
    private volatile Runnable stop = () -> {};
    private volatile Supplier<Records> records = () -> Records.NONE;
    private final List<Supplier<List<RunOnRecord>>> others = new CopyOnWriteArrayList<>();
    private Instant comparedAt = Instant.MIN;
    private boolean remembers;

    private RunQueue(
            QueueLimits limits,
            Consumer<RunOwner> wake,
            Function<RepositoryLocation, Sight> look,
            Executor looks,
            Clock clock) {
        this.line = new Line(limits);
        this.wake = requireNonNull(wake, "wake is null");
        this.look = requireNonNull(look, "look is null");
        this.looks = requireNonNull(looks, "looks is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * One that looks around by itself, once it is {@link #open}.
     *
     * @param wake told about an object that should ask again
     * @param look what the controller sees of an endpoint; may take seconds
     */
    public static RunQueue closed(
            QueueLimits limits, Consumer<RunOwner> wake, Function<RepositoryLocation, Sight> look, Clock clock) {
        ThreadPoolExecutor looks = new ThreadPoolExecutor(
                LOOKS_AT_ONCE, LOOKS_AT_ONCE, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), RunQueue::daemon);
        looks.allowCoreThreadTimeOut(true);
        RunQueue queue = new RunQueue(limits, wake, look, looks, clock);
        queue.stop = looks::shutdownNow;
        return queue;
    }

    /** From now on it looks around. Before that there may be no cache to read runs from, and none would be taken for no runs. */
    public void open() {
        Ticker ticks = Ticker.start("run-queue", LOOK_EVERY, this::tick);
        Runnable before = stop;
        stop = () -> {
            ticks.close();
            before.run();
        };
    }

    /** One that looks around only when {@link #tick} is called, in the caller's thread. */
    public static RunQueue still(
            QueueLimits limits, Consumer<RunOwner> wake, Function<RepositoryLocation, Sight> look, Clock clock) {
        return new RunQueue(limits, wake, look, Runnable::run, clock);
    }

    /** Where runs on record are read from, once there is a cache. */
    public void among(Supplier<Records> source) {
        records = requireNonNull(source, "source is null");
    }

    /** Where runs are read from that are on record elsewhere. */
    public void alsoAmong(Supplier<List<RunOnRecord>> source) {
        others.add(requireNonNull(source, "source is null"));
    }

    /** Whether a run may start. Asking again changes nothing: whoever was let in stays so for a minute, whoever waits keeps its turn. */
    public Answer ask(Application application) {
        Instant now = clock.instant();
        synchronized (line) {
            compareIfDue(now);
            return line.ask(application, now);
        }
    }

    /** An object was looked at, and no run of it is due. */
    public void notDue(RunOwner owner) {
        List<RunOwner> calls;
        synchronized (line) {
            calls = line.notDue(owner, clock.instant());
        }
        calls.forEach(wake);
    }

    /** @param endpoint of its storage; empty where nobody knows */
    public void ended(RunOwner owner, String endpoint, StoreWord word) {
        List<RunOwner> calls;
        synchronized (line) {
            calls = line.ended(owner, endpoint, word, clock.instant());
        }
        calls.forEach(wake);
    }

    /** By UID, from 1. */
    public Map<String, Integer> positions() {
        synchronized (line) {
            return line.positions(clock.instant());
        }
    }

    public Map<String, EndpointHealth> endpoints() {
        synchronized (line) {
            return line.endpoints(clock.instant());
        }
    }

    @Override
    public void close() {
        stop.run();
    }

    /** Calls whoever may go by now, and looks at endpoints where that is due. */
    public void tick() {
        Instant now = clock.instant();
        List<RunOwner> calls;
        synchronized (line) {
            compareIfDue(now);
            calls = line.advance(now);
            for (Endpoint endpoint : line.known()) {
                endpoint.lookFor(now).ifPresent(location -> lookAt(endpoint, location));
            }
        }
        calls.forEach(wake);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "endpoint-look");
        thread.setDaemon(true);
        return thread;
    }

    private void lookAt(Endpoint endpoint, RepositoryLocation location) {
        Runnable work = () -> {
            Sight sight = look.apply(location);
            synchronized (line) {
                endpoint.looked(sight, clock.instant());
            }
        };
        try {
            looks.execute(work);
        } catch (RejectedExecutionException e) {
            // Stopping.
            log.debug("no more looks at {}", endpoint.name());
        }
    }

    private void compareIfDue(Instant now) {
        if (comparedAt.equals(Instant.MIN) || !comparedAt.plus(COMPARE_EVERY).isAfter(now)) {
            Records known = records.get();
            comparedAt = now;
            List<RunOnRecord> runs = new ArrayList<>(known.runs());
            others.forEach(source -> runs.addAll(source.get()));
            line.compare(runs, now);
            if (!remembers) {
                remembers = true;
                line.remember(known.words());
            }
        }
    }
}
