package backup.holdfast.nfsscaler.reconcile;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.nfs.NamedServer;
import backup.holdfast.crds.nfs.NfsScaler;
import backup.holdfast.crds.status.StatusWriter;
import backup.holdfast.nfsscaler.decide.Need;
import backup.holdfast.nfsscaler.decide.ServerState.Phase;
import backup.holdfast.nfsscaler.metrics.NfsMetrics;
import backup.holdfast.nfsscaler.metrics.NfsMetrics.Availability;
import backup.holdfast.nfsscaler.metrics.NfsMetrics.HeldWorkload;
import backup.holdfast.nfsscaler.settings.InvalidSpecException;
import backup.holdfast.nfsscaler.settings.ScalerSettings;
import backup.holdfast.nfsscaler.settings.SettingsReader;
import backup.holdfast.nfsscaler.watch.AddressBook;
import backup.holdfast.nfsscaler.watch.ProbeBoard;
import backup.holdfast.nfsscaler.watch.ProbeBoard.Quiet;
import backup.holdfast.nfsscaler.workload.Outcome.Standing;
import backup.holdfast.nfsscaler.workload.PassReport;
import backup.holdfast.nfsscaler.workload.PassRequest;
import backup.holdfast.nfsscaler.workload.WorkloadScaler;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Keeps one NfsScaler going. Woken by its object, by probes that found something, and by time. That a server went down or came up is in
 * status before any workload is touched, so that whoever comes after us knows it.
 */
// Retried without end: after its own five attempts the framework would not look again for ten hours.
@GradualRetry(maxAttempts = -1, initialInterval = 1_000, intervalMultiplier = 2, maxInterval = 15_000)
@ControllerConfiguration(name = "nfsscaler")
public final class NfsScalerReconciler implements Reconciler<NfsScaler> {

    private static final Duration AFTER_CONFLICT = Duration.ofSeconds(1);
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final ProbeBoard board;
    private final AddressBook book;
    private final WorkloadScaler workloads;
    private final StatusWriter statuses;
    private final NfsReports reports;
    private final NfsMetrics metrics;
    private final EventSource<?, NfsScaler> probes;
    private final Clock clock;
    private final Map<String, Round> rounds = new ConcurrentHashMap<>();

    /** @param probes wakes an NfsScaler when the board says so */
    public NfsScalerReconciler(
            ProbeBoard board,
            AddressBook book,
            WorkloadScaler workloads,
            StatusWriter statuses,
            NfsReports reports,
            NfsMetrics metrics,
            EventSource<?, NfsScaler> probes,
            Clock clock) {
        this.board = requireNonNull(board, "board is null");
        this.book = requireNonNull(book, "book is null");
        this.workloads = requireNonNull(workloads, "workloads is null");
        this.statuses = requireNonNull(statuses, "statuses is null");
        this.reports = requireNonNull(reports, "reports is null");
        this.metrics = requireNonNull(metrics, "metrics is null");
        this.probes = requireNonNull(probes, "probes is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    public List<EventSource<?, NfsScaler>> prepareEventSources(EventSourceContext<NfsScaler> context) {
        return List.of(probes);
    }

    /** Drops everything about an NfsScaler that was deleted. */
    public void forget(String name) {
        board.forget(name);
        rounds.remove(name);
        metrics.forget(name);
    }

    @Override
    public UpdateControl<NfsScaler> reconcile(NfsScaler scaler, Context<NfsScaler> context) {
        UpdateControl<NfsScaler> done = UpdateControl.noUpdate();
        try {
            return done.rescheduleAfter(step(scaler));
        } catch (InvalidSpecException e) {
            forget(scaler.getMetadata().getName());
            statuses.write(scaler, NfsStatuses.refused(scaler, String.valueOf(e.getMessage()), clock.instant()));
            return done;
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case HttpURLConnection.HTTP_CONFLICT -> done.rescheduleAfter(AFTER_CONFLICT);
                // Deleted since the cache saw it.
                case HttpURLConnection.HTTP_NOT_FOUND -> done;
                default -> throw e;
            };
        }
    }

    /** After how long to look again, if nothing happens before. */
    private Duration step(NfsScaler read) throws InvalidSpecException {
        ScalerSettings settings = SettingsReader.read(read);
        String name = settings.name();
        board.watch(settings);
        Round round = rounds.computeIfAbsent(name, it -> new Round());
        Instant now = clock.instant();
        List<ServerVerdict> verdicts = judge(read, settings, now);
        NfsStatuses status = new NfsStatuses(settings, verdicts, now);
        NfsScaler scaler = read;
        if (verdicts.stream().anyMatch(ServerVerdict::changed)) {
            scaler = statuses.write(read, status.ofServers(read));
            announce(scaler, verdicts);
        }
        measure(name, verdicts);
        if (round.needsLook(scaler, verdicts, now)) {
            look(scaler, settings, verdicts, status, round, now);
        } else {
            statuses.write(scaler, status.ofServers(scaler));
        }
        boolean calm = !round.isOpen() && verdicts.stream().allMatch(it -> it.need() == Need.RUN);
        board.settled(name, calm ? Quiet.YES : Quiet.NO);
        return positive(Duration.between(now, round.next()));
    }

    private void look(
            NfsScaler scaler,
            ScalerSettings settings,
            List<ServerVerdict> verdicts,
            NfsStatuses status,
            Round round,
            Instant now) {
        PassReport report;
        try {
            report = pass(settings, verdicts, round, now);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw e;
            }
            statuses.write(scaler, status.blind(scaler, String.valueOf(e.getMessage())));
            round.isBlind(scaler, verdicts, now);
            return;
        }
        round.looked(scaler, verdicts, report, settings.probes().interval(), now);
        measureDelays(settings, verdicts);
        measure(settings.name(), report);
        statuses.write(scaler, status.of(scaler, report));
    }

    private List<ServerVerdict> judge(NfsScaler scaler, ScalerSettings settings, Instant now) {
        return settings.servers().stream()
                .map(server -> ServerVerdict.of(
                        server,
                        scaler.getStatus().server(server.name()),
                        settings,
                        board.view(settings.name(), server.name()),
                        book,
                        now))
                .toList();
    }

    private PassReport pass(ScalerSettings settings, List<ServerVerdict> verdicts, Round round, Instant now) {
        List<NamedServer> servers = verdicts.stream().map(ServerVerdict::named).toList();
        Map<String, Need> needs =
                verdicts.stream().collect(Collectors.toMap(it -> it.server().name(), ServerVerdict::need));
        return workloads.pass(new PassRequest(settings, servers, needs, book::of, round.memory(), now));
    }

    private void announce(NfsScaler scaler, List<ServerVerdict> verdicts) {
        verdicts.stream().filter(ServerVerdict::wentDown).forEach(it -> reports.serverDown(scaler, it));
        verdicts.stream().filter(ServerVerdict::cameUp).forEach(it -> reports.serverUp(scaler, it));
    }

    private void measure(String name, List<ServerVerdict> verdicts) {
        metrics.retainServers(
                name, verdicts.stream().map(it -> it.server().name()).collect(Collectors.toSet()));
        verdicts.forEach(it -> metrics.server(
                name, it.server().name(), it.now().phase() == Phase.UP ? Availability.UP : Availability.DOWN));
    }

    private void measureDelays(ScalerSettings settings, List<ServerVerdict> verdicts) {
        if (settings.authority() == ScalerSettings.Authority.ENFORCE) {
            verdicts.stream()
                    .filter(ServerVerdict::wentDown)
                    .forEach(it -> metrics.scaledDown(
                            settings.name(),
                            it.server().name(),
                            Duration.between(it.view().history().since(), clock.instant())));
        }
    }

    private void measure(String name, PassReport report) {
        List<HeldWorkload> held = report.outcomes().stream()
                .filter(it -> it.standing().isHeld())
                .map(it -> new HeldWorkload(
                        it.workload().kind().kind(),
                        it.workload().namespace(),
                        it.workload().name(),
                        it.since().orElse(clock.instant())))
                .toList();
        metrics.workloads(name, report.watched(), held, report.count(Standing.PUT_BACK), report.count(Standing.FAILED));
    }

    private static Duration positive(Duration duration) {
        return duration.compareTo(AT_ONCE) < 0 ? AT_ONCE : duration;
    }
}
