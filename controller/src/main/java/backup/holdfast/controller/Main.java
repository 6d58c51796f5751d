package backup.holdfast.controller;

import backup.holdfast.controller.leadership.Election;
import backup.holdfast.controller.leadership.WriteFence;
import backup.holdfast.crds.json.LeanSerialization;
import backup.holdfast.nfsscaler.NfsScaling;
import backup.holdfast.replication.plan.Conduct;
import backup.holdfast.replication.plan.MoverEvent;
import backup.holdfast.replication.schedule.GoDuration;
import backup.holdfast.replication.schedule.SchedulePolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The shipped process. Every option can be given as an environment variable, too: {@code --time-zone} as HOLDFAST_TIME_ZONE. */
@Command(
        name = "holdfast",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Backs up Kubernetes volumes with restic, as ReplicationSources say.",
        defaultValueProvider = EnvironmentDefaults.class)
public final class Main implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(Main.class);

    /** A pod is killed after 30 seconds. */
    private static final Duration STOP_WITHIN = Duration.ofSeconds(25);

    @Option(
            names = "--management-address",
            paramLabel = "HOST:PORT",
            defaultValue = "0.0.0.0:8080",
            description = "Where /metrics, /healthz and /readyz are served. Default: ${DEFAULT-VALUE}",
            converter = SocketAddress.class)
    private InetSocketAddress managementAddress = InetSocketAddress.createUnresolved("0.0.0.0", 8080);

    @Option(
            names = "--watch-namespaces",
            paramLabel = "NAME",
            split = ",",
            description = "Only look after objects in these namespaces. Default: all")
    private Set<String> namespaces = Set.of();

    @Option(
            names = "--class",
            paramLabel = "NAME",
            defaultValue = "",
            description =
                    "Only look after objects whose annotation holdfast.backup/class is this. Default: those without it")
    private String ownClass = "";

    @Option(
            names = "--time-zone",
            paramLabel = "ZONE",
            defaultValue = "UTC",
            description = "The time zone of schedules that name none. Default: ${DEFAULT-VALUE}",
            converter = Zone.class)
    private ZoneId timeZone = ZoneId.of("UTC");

    @Option(
            names = "--jitter",
            paramLabel = "DURATION",
            defaultValue = "",
            description =
                    "Spread scheduled syncs over this time after their slot, each object always by the same amount."
                            + " spec.trigger.jitter wins. Default: none")
    private String jitter = "";

    @Option(
            names = "--instance",
            paramLabel = "NAME",
            defaultValue = "${env:HOSTNAME:-holdfast}",
            description = "The name of this replica in Events. Default: the host name")
    private String instance = "holdfast";

    @Option(
            names = "--nfs-scaler",
            paramLabel = "auto|off",
            defaultValue = "auto",
            description = "Look after NfsScalers where the cluster knows them and all namespaces are watched (auto), or"
                    + " never (off). Default: ${DEFAULT-VALUE}")
    private NfsScalerUse nfsScaler = NfsScalerUse.AUTO;

    @Option(
            names = "--recovery-mode",
            description =
                    "For the day a cluster is built anew: no repository is created, nothing is forgotten or pruned, and a"
                            + " restore that finds no snapshot fails. Log and metrics tell how far each volume has come.")
    private boolean recoveryMode;

    @Mixin
    private LimitFlags limits = new LimitFlags();

    @Mixin
    private MoverFlags movers = new MoverFlags();

    @Mixin
    private ElectionFlags election = new ElectionFlags();

    /** Until all has ended in order. */
    private volatile int exitCode = CommandLine.ExitCode.SOFTWARE;

    public static void main(String[] args) {
        int exitCode = new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        Clock clock = Clock.systemUTC();
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        try {
            run(clock, stop, stopped);
            exitCode = CommandLine.ExitCode.OK;
        } finally {
            stopped.countDown();
        }
        return exitCode;
    }

    private void run(Clock clock, CountDownLatch stop, CountDownLatch stopped) throws InterruptedException {
        WriteFence fence = new WriteFence();
        try (KubernetesClient client = new KubernetesClientBuilder()
                        .withKubernetesSerialization(LeanSerialization.create())
                        .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("leadership", fence))
                        .build();
                Replica replica = replica(settings(client), client, fence, clock)) {
            log.atInfo()
                    .addKeyValue("management", replica.managementAddress())
                    .addKeyValue("apiServer", client.getMasterUrl())
                    .log("started");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(stop, stopped), "stop"));
            stop.await();
            log.info("stopping");
        }
    }

    private Replica replica(HoldfastSettings settings, KubernetesClient client, WriteFence fence, Clock clock) {
        Supplier<Replica.Term> terms = () -> {
            Holdfast holdfast = Holdfast.startBare(settings, client, clock, Main::logEvent);
            try {
                return new Replica.Term(holdfast, nfs(client, holdfast));
            } catch (RuntimeException e) {
                holdfast.close();
                throw e;
            }
        };
        return election.settings(settings, client)
                .map(candidacy -> Replica.of(managementAddress, terms, work -> {
                    Election started = Election.start(candidacy, client, work, clock, System::nanoTime);
                    fence.guardedBy(started::isLeading);
                    return started;
                }))
                .orElseGet(() -> Replica.alone(managementAddress, terms));
    }

    private HoldfastSettings settings(KubernetesClient client) {
        MoverChoice choice = movers.choice(System.getenv(), () -> new OwnPod(client, instance).image());
        return new HoldfastSettings(
                instance,
                namespaces,
                timeZone,
                schedules(),
                managementAddress,
                choice,
                ownClass,
                limits.limits(),
                recoveryMode ? Conduct.RECOVERY : Conduct.EVERYDAY);
    }

    /** Starts the NFS scaler where it can work: it looks at volumes and workloads of the whole cluster. */
    private Runnable nfs(KubernetesClient client, Holdfast holdfast) {
        if (nfsScaler == NfsScalerUse.OFF) {
            log.info("NfsScalers are not looked after: --nfs-scaler is off");
            return () -> {};
        }
        if (!namespaces.isEmpty()) {
            log.info("NfsScalers are not looked after: --watch-namespaces is set, and volumes are in no namespace");
            return () -> {};
        }
        if (!NfsScaling.isInstalled(client)) {
            log.info("NfsScalers are not looked after: the cluster does not know them");
            return () -> {};
        }
        return NfsScaling.start(client, holdfast.meters(), instance, Clock.systemUTC(), System::nanoTime)::close;
    }

    /**
     * The Java runtime ends when its shutdown hooks have, whatever the main thread is doing: a status write must not be cut off. A
     * second signal changes nothing. To have been told to stop is no failure, so the exit code is 0 and not that of the signal.
     */
    private void stopAndWait(CountDownLatch stop, CountDownLatch stopped) {
        stop.countDown();
        try {
            if (!stopped.await(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                log.warn("reconciliations did not end in time; their objects are looked at again after the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(exitCode);
    }

    private SchedulePolicy schedules() {
        SchedulePolicy defaults = SchedulePolicy.DEFAULT;
        Duration spread = jitter.isEmpty()
                ? Duration.ZERO
                : GoDuration.parse(jitter)
                        .orElseThrow(() -> new TypeConversionException(
                                "--jitter: \"" + jitter + "\" is not a duration such as 90s or 5m"));
        return new SchedulePolicy(spread, defaults.startingDeadline(), defaults.spacing(), defaults.backoff());
    }

    private static void logEvent(MoverEvent event) {
        switch (event.kind()) {
            case STARTED, STEP, ENDED, NOTE ->
                log.atInfo()
                        .addKeyValue("run", event.run())
                        .addKeyValue("event", event.kind())
                        .log(event.message());
            case WARNING -> log.atWarn().addKeyValue("run", event.run()).log(event.message());
            case PROGRESS ->
                log.atDebug()
                        .addKeyValue("run", event.run())
                        .addKeyValue("progress", event.progress())
                        .log(event.message());
        }
    }

    /** In small letters on the command line. */
    enum NfsScalerUse {
        AUTO,
        OFF
    }

    /** Reads {@code host:port}. */
    static final class SocketAddress implements ITypeConverter<InetSocketAddress> {
        @Override
        public InetSocketAddress convert(String text) {
            int colon = text.lastIndexOf(':');
            try {
                int port = Integer.parseInt(text.substring(colon + 1));
                return new InetSocketAddress(text.substring(0, Math.max(0, colon)), port);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("\"" + text + "\" is not an address like 0.0.0.0:8080");
            }
        }
    }

    /** Reads a time zone's name. */
    static final class Zone implements ITypeConverter<ZoneId> {
        @Override
        public ZoneId convert(String text) {
            try {
                return ZoneId.of(text);
            } catch (DateTimeException e) {
                throw new TypeConversionException("\"" + text + "\" is not a time zone like Europe/Berlin");
            }
        }
    }

    /** From the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"holdfast " + (version == null ? "(unreleased)" : version)};
        }
    }
}
