package backup.holdfast.cli.cluster;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.run.ObjectRef;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.cli.term.Words;
import backup.holdfast.crds.HoldfastKeys;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A Lease per claim, from the first step of a run to its end: two runs never work on one claim. It outlives the process, and names the run
 * that has to be ended first; only that run may take it over, and only from a process that is silent.
 */
public final class ClaimLeases {
    /** A process that has said nothing for so long is gone. */
    static final Duration SILENCE = Duration.ofSeconds(60);

    private static final String PREFIX = "holdfast-restore-";
    private static final Duration RENEW_EVERY = Duration.ofSeconds(10);
    private static final DateTimeFormatter MICRO = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final ApiObjects objects;
    private final RunStore runs;
    private final Clock clock;
    private final String process;

    /** @param process tells this process from others of the same run */
    public ClaimLeases(ApiObjects objects, RunStore runs, Clock clock, String process) {
        this.objects = requireNonNull(objects, "objects is null");
        this.runs = requireNonNull(runs, "runs is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.process = requireNonNull(process, "process is null");
    }

    /** Takes those of all claims, or none; ends the command where somebody has one. */
    public Held take(String namespace, List<String> claims, String runId) {
        List<ObjectRef> leases =
                claims.stream().sorted().map(claim -> ref(namespace, claim)).toList();
        for (int i = 0; i < leases.size(); i++) {
            try {
                take(leases.get(i), runId);
            } catch (StopException e) {
                leases.subList(0, i).forEach(objects::delete);
                throw e;
            }
        }
        return new Held(leases, runId, clock.instant());
    }

    private void take(ObjectRef lease, String runId) {
        try {
            objects.create(lease, spec(runId));
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            takeOver(lease, runId);
        }
    }

    private void takeOver(ObjectRef lease, String runId) {
        JsonNode there = objects.get(lease).orElseThrow(() -> busy(lease, "somebody", "Try again."));
        String run = run(there);
        String in = " -n " + lease.namespace();
        Life life = life(there);
        if (!run.equals(runId)
                && runs.find(lease.namespace(), run)
                        .filter(it -> it.record().isOpen())
                        .isPresent()) {
            throw busy(
                    lease,
                    "run " + run,
                    life.sign() == Sign.AT_WORK
                            ? "It is at work; `restore runs " + run + in + "` shows how far it is."
                            : "It was left unfinished: `restore continue " + run + in + "` or `restore rollback " + run
                                    + in + "` ends it.");
        }
        if (life.sign() == Sign.AT_WORK) {
            throw busy(
                    lease,
                    "a process of run " + run,
                    "It gave a sign of life " + Words.duration(life.silent()) + " ago; if it is gone, wait a minute.");
        }
        ObjectNode patch = spec(runId);
        patch.withObject("/metadata")
                .put(
                        "resourceVersion",
                        there.path("metadata").path("resourceVersion").asText());
        objects.patch(lease, patch);
    }

    /**
     * What its lease says of the process that works on a run.
     *
     * @param silent since it last said anything
     */
    public record Life(Duration silent, Sign sign) {
        public Life {
            requireNonNull(silent, "silent is null");
            requireNonNull(sign, "sign is null");
        }
    }

    /** Whether somebody is at work on a run. */
    public enum Sign {
        AT_WORK,
        /** It said so when it ended, or has been silent for too long. */
        GONE
    }

    private Life life(JsonNode lease) {
        boolean left = !lease.path("spec").path("holderIdentity").asText().contains("/");
        Duration silent = silent(lease);
        return new Life(silent, left || silent.compareTo(SILENCE) >= 0 ? Sign.GONE : Sign.AT_WORK);
    }

    private Duration silent(JsonNode lease) {
        try {
            return Duration.between(
                    Instant.parse(lease.path("spec").path("renewTime").asText()), clock.instant());
        } catch (DateTimeException e) {
            return SILENCE;
        }
    }

    /** The newest sign of life of a run, by any of its leases; empty where there is none. */
    public Optional<Life> life(String namespace, List<String> claims, String runId) {
        return claims.stream()
                .flatMap(claim -> objects.get(ref(namespace, claim)).stream())
                .filter(lease -> run(lease).equals(runId))
                .map(this::life)
                .min(Comparator.comparing(Life::sign).thenComparing(Life::silent));
    }

    private static String run(JsonNode lease) {
        return lease.path("metadata")
                .path("labels")
                .path(HoldfastKeys.RESTORE_RUN)
                .asText();
    }

    private ObjectNode spec(String runId) {
        ObjectNode lease = JsonNodeFactory.instance.objectNode();
        lease.putObject("metadata").putObject("labels").put(HoldfastKeys.RESTORE_RUN, runId);
        lease.putObject("spec")
                .put("holderIdentity", runId + "/" + process)
                .put("leaseDurationSeconds", Math.toIntExact(SILENCE.toSeconds()))
                .put("renewTime", MICRO.format(clock.instant()));
        return lease;
    }

    private static StopException busy(ObjectRef lease, String who, String advice) {
        String claim = lease.name().substring(PREFIX.length());
        return new StopException(ExitCode.BUSY, who + " is restoring " + lease.namespace() + "/" + claim, advice);
    }

    private static ObjectRef ref(String namespace, String claim) {
        return new ObjectRef("coordination.k8s.io/v1", "Lease", "leases", namespace, PREFIX + claim);
    }

    /** Leases that this process has. */
    public final class Held {
        private final List<ObjectRef> leases;
        private final String runId;
        private Instant renewed;

        private Held(List<ObjectRef> leases, String runId, Instant renewed) {
            this.leases = List.copyOf(leases);
            this.runId = runId;
            this.renewed = renewed;
        }

        /** Renews them now and then; ends the command where another process took one. */
        public void keep() {
            if (clock.instant().isBefore(renewed.plus(RENEW_EVERY))) {
                return;
            }
            for (ObjectRef lease : leases) {
                JsonNode there = objects.get(lease).orElseThrow(this::lost);
                if (!isOurs(there)) {
                    throw lost();
                }
                ObjectNode patch = spec(runId);
                patch.withObject("/metadata")
                        .put(
                                "resourceVersion",
                                there.path("metadata").path("resourceVersion").asText());
                objects.patch(lease, patch);
            }
            renewed = clock.instant();
        }

        /** When this process ends before its run does: the next one need not wait to see whether we are gone. */
        public void leave() {
            for (ObjectRef lease : leases) {
                objects.get(lease).filter(this::isOurs).ifPresent(there -> {
                    ObjectNode patch = JsonNodeFactory.instance.objectNode();
                    patch.putObject("metadata")
                            .put(
                                    "resourceVersion",
                                    there.path("metadata")
                                            .path("resourceVersion")
                                            .asText());
                    patch.putObject("spec")
                            .put("holderIdentity", runId)
                            .put("renewTime", MICRO.format(clock.instant()));
                    objects.patch(lease, patch);
                });
            }
        }

        private boolean isOurs(JsonNode lease) {
            return lease.path("spec").path("holderIdentity").asText().equals(runId + "/" + process);
        }

        public void release() {
            leases.forEach(objects::delete);
        }

        private StopException lost() {
            return new StopException(
                    ExitCode.BUSY,
                    "another process has taken over run " + runId,
                    "Leave it to that one; `restore runs -A` shows how it goes.");
        }
    }
}
