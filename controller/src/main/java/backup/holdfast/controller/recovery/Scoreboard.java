package backup.holdfast.controller.recovery;

import backup.holdfast.controller.recovery.Standing.ClaimSight;
import backup.holdfast.crds.volsync.ReplicationSource;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The standing of each volume, for metrics and for the log. Told from statuses; only the marks of claims, which no status has, are
 * remembered from the last look at each.
 */
public final class Scoreboard {
    private static final Logger log = LoggerFactory.getLogger(Scoreboard.class);
    private static final int NAMED = 10;

    private final Map<String, ClaimSight> claims = new ConcurrentHashMap<>();
    private String told = "";

    public void saw(ReplicationSource source, ClaimSight claim) {
        claims.put(source.getMetadata().getUid(), claim);
    }

    public Map<ReplicationSource, Standing> standings(Collection<ReplicationSource> sources) {
        claims.keySet()
                .retainAll(sources.stream()
                        .map(source -> source.getMetadata().getUid())
                        .collect(Collectors.toSet()));
        Map<ReplicationSource, Standing> standings = new LinkedHashMap<>();
        for (ReplicationSource source : sources) {
            ClaimSight claim = claims.getOrDefault(source.getMetadata().getUid(), ClaimSight.PLAIN);
            standings.put(source, Standing.of(source, claim));
        }
        return standings;
    }

    /** Says in one log line where the cluster stands, if that has changed since the last. */
    public synchronized void tell(Collection<ReplicationSource> sources) {
        String summary = summary(standings(sources));
        if (!summary.equals(told)) {
            told = summary;
            log.info(summary);
        }
    }

    static String summary(Map<ReplicationSource, Standing> standings) {
        Map<Standing, TreeSet<String>> names = new EnumMap<>(Standing.class);
        standings.forEach((source, standing) -> names.computeIfAbsent(standing, s -> new TreeSet<>())
                .add(source.getMetadata().getNamespace() + "/"
                        + source.getMetadata().getName()));
        int whole = Objects.requireNonNullElse(names.remove(Standing.WHOLE), new TreeSet<String>())
                .size();
        String head = "recovery: " + whole + " of " + standings.size() + " volumes are whole";
        if (names.isEmpty()) {
            return head + "; when none is left to add, restart without --recovery-mode";
        }
        return head
                + names.entrySet().stream()
                        .map(entry -> "; " + entry.getKey().label().toLowerCase(Locale.ROOT) + ": "
                                + some(List.copyOf(entry.getValue())))
                        .collect(Collectors.joining());
    }

    private static String some(List<String> names) {
        return names.size() <= NAMED
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, NAMED)) + " and " + (names.size() - NAMED) + " more";
    }
}
