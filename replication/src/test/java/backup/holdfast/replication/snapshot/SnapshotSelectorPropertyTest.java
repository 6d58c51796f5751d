package backup.holdfast.replication.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.snapshot.RestorePoint.AsOf;
import backup.holdfast.replication.snapshot.RestorePoint.Previous;
import backup.holdfast.replication.snapshot.Selection.Chosen;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Generated repositories with crowded seconds, equal times and foreign snapshots, against a search by counting. */
class SnapshotSelectorPropertyTest {

    private static final long BASE = Instant.parse("2026-11-20T04:00:00Z").getEpochSecond();
    private static final SnapshotIdentity IDENTITY = SnapshotIdentity.of("volsync", "/data");

    @Test
    void shouldAgreeWithCounting() {
        SnapshotSelector selector = new SnapshotSelector(IDENTITY);
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<SnapshotInfo> repository = repository(random);
            List<SnapshotInfo> shuffled = new ArrayList<>(repository);
            Collections.shuffle(shuffled, random);
            for (int skip = 0; skip < 14; skip++) {
                Instant asOf = instant(random);
                assertThat(chosen(selector.select(repository, new Previous(skip))))
                        .as("seed %s, previous %s", seed, skip)
                        .isEqualTo(byCounting(repository, Instant.MAX, skip));
                assertThat(chosen(selector.select(repository, new AsOf(asOf, skip))))
                        .as("seed %s, as of %s, previous %s", seed, asOf, skip)
                        .isEqualTo(byCounting(repository, asOf, skip));
                assertThat(selector.select(shuffled, new AsOf(asOf, skip)))
                        .as("seed %s, shuffled, as of %s, previous %s", seed, asOf, skip)
                        .isEqualTo(selector.select(repository, new AsOf(asOf, skip)));
            }
        }
    }

    /** The one that exactly {@code skip} others precede. */
    private static Optional<SnapshotInfo> byCounting(List<SnapshotInfo> repository, Instant asOf, int skip) {
        List<SnapshotInfo> eligible = new ArrayList<>();
        for (SnapshotInfo snapshot : repository) {
            Instant time = asOf.getNano() == 0
                    ? Instant.ofEpochSecond(snapshot.instant().getEpochSecond())
                    : snapshot.instant();
            boolean own = snapshot.host().equals("volsync") && snapshot.paths().equals(List.of("/data"));
            if (own && !time.isAfter(asOf)) {
                eligible.add(snapshot);
            }
        }
        return eligible.stream()
                .filter(one ->
                        eligible.stream().filter(other -> precedes(other, one)).count() == skip)
                .findFirst();
    }

    private static boolean precedes(SnapshotInfo one, SnapshotInfo other) {
        return one.instant().isAfter(other.instant())
                || (one.instant().equals(other.instant()) && one.id().compareTo(other.id()) < 0);
    }

    private static Optional<SnapshotInfo> chosen(Selection selection) {
        return selection instanceof Chosen chosen ? Optional.of(chosen.snapshot()) : Optional.empty();
    }

    private static List<SnapshotInfo> repository(Random random) {
        List<SnapshotInfo> repository = new ArrayList<>();
        int count = random.nextInt(25);
        for (int i = 0; i < count; i++) {
            OffsetDateTime time = instant(random).atOffset(ZoneOffset.ofHours(random.nextInt(27) - 12));
            String host = random.nextInt(5) == 0 ? "other" : "volsync";
            List<String> paths = random.nextInt(5) == 0 ? List.of("/data/x") : List.of("/data");
            String id = String.format("%064x", random.nextLong() & Long.MAX_VALUE);
            repository.add(new SnapshotInfo(id, time, host, paths, List.of(), Optional.empty(), Optional.empty()));
        }
        return repository;
    }

    /** Crowded on purpose: ten seconds, four instants in each. */
    private static Instant instant(Random random) {
        return Instant.ofEpochSecond(BASE + random.nextInt(10), random.nextInt(4) * 250_000_000L);
    }
}
