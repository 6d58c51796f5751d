package backup.holdfast.nfsscaler.decide;

import backup.holdfast.nfsscaler.decide.ServerState.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Decides when a server is down and when it is up again, and what that means for whoever needs it. */
public final class ServerDecider {

    /** However often a server went down: after being up for so long, or as many probes as the policy asks, it is trusted. */
    private static final Duration LONGEST_TRIAL = Duration.ofMinutes(5);

    /** Doubling oftener than that exceeds any trial. */
    private static final int MOST_DOUBLINGS = 10;

    private ServerDecider() {}

    /** The state after the newest probe. */
    public static ServerState next(ServerState before, ProbeHistory history, ProbePolicy policy, Instant now) {
        List<Instant> downs = before.downs().stream()
                .filter(down -> down.isAfter(now.minus(ServerState.MEMORY_OF_DOWNS)))
                .toList();
        return switch (before.phase()) {
            case NEVER_SEEN ->
                history.shows(Finding.ALIVE, policy.successes()) ? new ServerState(Phase.UP, now, downs) : before;
            case UP ->
                history.shows(Finding.DEAD, policy.failures())
                        ? new ServerState(
                                Phase.DOWN,
                                now,
                                Stream.concat(downs.stream(), Stream.of(now)).toList())
                        : new ServerState(Phase.UP, before.since(), downs);
            case DOWN ->
                history.shows(Finding.ALIVE, successesAfter(downs.size(), policy))
                        ? new ServerState(Phase.UP, now, downs)
                        : new ServerState(Phase.DOWN, before.since(), downs);
        };
    }

    /**
     * Twice as many after each time it went down again: a server that comes and goes takes its workloads along once, and they stay
     * away until it stays.
     */
    static int successesAfter(int downs, ProbePolicy policy) {
        long doubled = (long) policy.successes() << Math.min(Math.max(downs - 1, 0), MOST_DOUBLINGS);
        long longest = Math.max(policy.successes(), LONGEST_TRIAL.dividedBy(policy.interval()));
        return (int) Math.min(doubled, longest);
    }

    /**
     * What the server means for a workload. Nothing is taken on what another process found, nor given back: this one has to have
     * seen it, too. While answers are unclear or contradict the state, everything stays as it is.
     */
    public static Need need(ServerState state, ProbeHistory history, ProbePolicy policy) {
        return switch (state.phase()) {
            case NEVER_SEEN -> Need.KEEP;
            case UP -> history.shows(Finding.ALIVE, policy.successes()) ? Need.RUN : Need.KEEP;
            case DOWN -> history.shows(Finding.DEAD, 1) ? Need.ZERO : Need.KEEP;
        };
    }
}
