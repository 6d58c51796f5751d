package backup.holdfast.nfsscaler.reconcile;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.nfs.NamedServer;
import backup.holdfast.crds.nfs.NfsServer;
import backup.holdfast.crds.nfs.ServerStatus;
import backup.holdfast.nfsscaler.decide.Finding;
import backup.holdfast.nfsscaler.decide.Need;
import backup.holdfast.nfsscaler.decide.ServerDecider;
import backup.holdfast.nfsscaler.decide.ServerState;
import backup.holdfast.nfsscaler.decide.ServerState.Phase;
import backup.holdfast.nfsscaler.probe.ProbeResult;
import backup.holdfast.nfsscaler.settings.ScalerSettings;
import backup.holdfast.nfsscaler.watch.AddressBook;
import backup.holdfast.nfsscaler.watch.ServerView;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A server: what was held of it, what is held of it now, and what that rests on.
 *
 * @param before what its status said
 * @param addresses what its names resolve to, or last did
 */
record ServerVerdict(
        NfsServer server, ServerState before, ServerState now, ServerView view, Need need, Set<String> addresses) {

    private static final int DEFAULT_PORT = 2049;

    ServerVerdict {
        requireNonNull(server, "server is null");
        requireNonNull(before, "before is null");
        requireNonNull(now, "now is null");
        requireNonNull(view, "view is null");
        requireNonNull(need, "need is null");
        addresses = Set.copyOf(addresses);
    }

    static ServerVerdict of(
            NfsServer server,
            Optional<ServerStatus> status,
            ScalerSettings settings,
            ServerView view,
            AddressBook book,
            Instant now) {
        // At another address it is another server, which has to be seen first.
        Optional<ServerStatus> known = status.filter(it -> address(server).equals(it.address()));
        ServerState before = known.map(it -> state(it, now)).orElseGet(() -> ServerState.unseen(now));
        ServerState next = ServerDecider.next(before, view.history(), settings.probes(), now);
        return new ServerVerdict(
                server,
                before,
                next,
                view,
                ServerDecider.need(next, view.history(), settings.probes()),
                addresses(server, known, book));
    }

    private static ServerState state(ServerStatus status, Instant now) {
        Phase phase = switch (Objects.requireNonNullElse(status.state(), "")) {
            case ServerStatus.UP -> Phase.UP;
            case ServerStatus.DOWN -> Phase.DOWN;
            default -> Phase.NEVER_SEEN;
        };
        return new ServerState(phase, Objects.requireNonNullElse(status.since(), now), status.downs());
    }

    private static Set<String> addresses(NfsServer server, Optional<ServerStatus> known, AddressBook book) {
        Set<String> addresses = new HashSet<>();
        Stream.concat(Stream.of(server.host()), server.aliases().stream()).forEach(it -> addresses.addAll(book.of(it)));
        return addresses.isEmpty()
                ? Set.copyOf(known.map(ServerStatus::addresses).orElse(List.of()))
                : addresses;
    }

    static String address(NfsServer server) {
        return server.host() + ":" + Objects.requireNonNullElse(server.port(), DEFAULT_PORT);
    }

    NamedServer named() {
        return NamedServer.of(server, addresses);
    }

    boolean wentDown() {
        return before.phase() != Phase.DOWN && now.phase() == Phase.DOWN;
    }

    boolean cameUp() {
        return before.phase() == Phase.DOWN && now.phase() == Phase.UP;
    }

    boolean changed() {
        return before.phase() != now.phase();
    }

    /** Why the newest probe found what it found, in words that stay the same while it finds the same. */
    String reason() {
        return view.result().map(ServerVerdict::words).orElse("it has not been probed yet");
    }

    private static String words(ProbeResult result) {
        if (result instanceof ProbeResult.Unreachable unreachable) {
            return unreachable.reason().sentence();
        }
        if (result instanceof ProbeResult.Unknown unknown) {
            return unknown.reason().sentence();
        }
        return result.sentence();
    }

    ServerStatus toStatus(Optional<ServerStatus> old) {
        boolean dead = view.history().finding() == Finding.DEAD;
        ServerStatus fresh = new ServerStatus(
                server.name(),
                address(server),
                switch (now.phase()) {
                    case NEVER_SEEN -> ServerStatus.NEVER_SEEN;
                    case UP -> ServerStatus.UP;
                    case DOWN -> ServerStatus.DOWN;
                },
                now.since().truncatedTo(ChronoUnit.SECONDS),
                view.result().map(it -> it.getClass().getSimpleName()).orElse(null),
                reason(),
                view.latency().map(Duration::toMillis).orElse(null),
                dead ? view.history().since().truncatedTo(ChronoUnit.SECONDS) : null,
                now.downs(),
                addresses.stream().sorted().toList());
        // A latency alone is no change that is worth a write.
        return old.filter(it -> withLatencyOf(it, fresh).equals(it)).orElse(fresh);
    }

    private static ServerStatus withLatencyOf(ServerStatus old, ServerStatus fresh) {
        return new ServerStatus(
                fresh.name(),
                fresh.address(),
                fresh.state(),
                fresh.since(),
                fresh.result(),
                fresh.reason(),
                old.latencyMillis(),
                fresh.failingSince(),
                fresh.downs(),
                fresh.addresses());
    }
}
