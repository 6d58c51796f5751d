package backup.holdfast.controller;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.http.ManagementServer;
import backup.holdfast.controller.http.ManagementServer.Readiness;
import backup.holdfast.controller.http.MetricsPage;
import backup.holdfast.controller.leadership.Election;
import backup.holdfast.controller.leadership.Standing;
import backup.holdfast.controller.leadership.Standing.Barred;
import backup.holdfast.controller.leadership.Standing.Leading;
import backup.holdfast.controller.leadership.Standing.Waiting;
import backup.holdfast.controller.metrics.LeaderGauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One of the processes of which at most one works at a time: its management server, which always answers, and a {@link Holdfast}
 * while it leads.
 */
final class Replica implements AutoCloseable {
    private final Supplier<Term> terms;
    private final ManagementServer management;
    private volatile @Nullable Term term;
    private volatile Supplier<Standing> standing = () -> new Barred("starting");
    private Runnable leave = () -> {};

    /**
     * What is done while leading.
     *
     * @param endBeside ends what was begun after the Holdfast
     */
    record Term(Holdfast holdfast, Runnable endBeside) {
        Term {
            requireNonNull(holdfast, "holdfast is null");
            requireNonNull(endBeside, "endBeside is null");
        }

        private void end() {
            try (holdfast) {
                endBeside.run();
            }
        }
    }

    private Replica(InetSocketAddress managementAddress, Supplier<Term> terms) {
        this.terms = requireNonNull(terms, "terms is null");
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        LeaderGauge.register(registry, () -> standing.get() instanceof Leading);
        this.management = ManagementServer.start(
                managementAddress,
                out -> {
                    registry.scrape(out);
                    Optional.ofNullable(term)
                            .map(Term::holdfast)
                            .map(Holdfast::metricsPage)
                            .orElse(MetricsPage.EMPTY)
                            .write(out);
                },
                this::readiness);
    }

    /** One that works from the start, because it is the only one. */
    static Replica alone(InetSocketAddress managementAddress, Supplier<Term> terms) {
        Replica replica = new Replica(managementAddress, terms);
        try {
            replica.standing = Leading::new;
            replica.leave = replica.begin();
        } catch (RuntimeException e) {
            replica.management.close();
            throw e;
        }
        return replica;
    }

    /** @param election starts one in which the given work is what the leader does */
    static Replica of(
            InetSocketAddress managementAddress,
            Supplier<Term> terms,
            Function<Supplier<Runnable>, Election> election) {
        Replica replica = new Replica(managementAddress, terms);
        Election started = election.apply(replica::begin);
        replica.standing = started::standing;
        replica.leave = started::close;
        return replica;
    }

    InetSocketAddress managementAddress() {
        return management.address();
    }

    @Override
    public void close() {
        try (management) {
            leave.run();
        }
    }

    private Runnable begin() {
        Term begun = terms.get();
        term = begun;
        return () -> {
            term = null;
            begun.end();
        };
    }

    private Readiness readiness() {
        Standing now = standing.get();
        if (now instanceof Waiting waiting) {
            return new Readiness(true, "standby: " + waiting.leader() + " leads");
        }
        if (now instanceof Barred barred) {
            return new Readiness(false, barred.why());
        }
        Term working = term;
        return working == null
                ? new Readiness(false, "starting")
                : working.holdfast().readiness();
    }
}
