package backup.holdfast.replication.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunIdTest {
    private static final String UID = "7c1e2b54-95a1-4a55-8f0c-0d7a3d3a9b11";
    private static final Instant SLOT = Instant.parse("2026-11-20T04:00:00Z");

    @Test
    void shouldBeStableForeverBecauseLocksCarryIt() {
        assertThat(RunId.of(UID, "SCHEDULE  ", SLOT, 1).value()).isEqualTo("hf-4b71c83f-20261120t040000");
        assertThat(RunId.of(UID, "SCHEDULE  ", SLOT, 2).value()).isEqualTo("hf-4b71c83f-20261120t040000-2");
    }

    @Test
    void shouldBeADnsLabelAndAHostNameWhateverItIsMadeOf() {
        Random random = new Random(11);
        for (int i = 0; i < 1000; i++) {
            Instant slot = Instant.ofEpochSecond(random.nextLong(4_102_444_800L));
            RunId id = RunId.of(NastyText.of(random, 5), NastyText.of(random, 5), slot, 1 + random.nextInt(999_999));

            assertThat(id.value()).matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
            assertThat(RunId.isRunId(id.value())).isTrue();
            assertThat(new RunId(id.value())).isEqualTo(id);
        }
    }

    @Test
    void shouldDifferWhenAnythingItIsMadeOfDiffers() {
        Set<RunId> ids = new HashSet<>();
        int made = 0;
        for (int owner = 0; owner < 20; owner++) {
            String uid = new UUID(owner, owner).toString();
            for (String request : List.of("SCHEDULE  ", "MANUAL a ", "MANUAL b ", "REQUEST  a", "maintenance")) {
                for (int hour = 0; hour < 24; hour++) {
                    for (int attempt = 1; attempt <= 3; attempt++) {
                        ids.add(RunId.of(uid, request, SLOT.plusSeconds(3600L * hour), attempt));
                        made++;
                    }
                }
            }
        }

        assertThat(ids).hasSize(made);
    }

    @Test
    void shouldNotConfuseOwnerAndRequest() {
        assertThat(RunId.of("ab", "c", SLOT, 1)).isNotEqualTo(RunId.of("a", "bc", SLOT, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nas",
                "hf-",
                "hf-7c1e-20261120t0400",
                "HF-7C1E04D2-20261120T040000",
                "hf-7c1e04d2-20261120t040000-",
                "hf-7c1e04d2-20261120t040000-1234567",
                " hf-7c1e04d2-20261120t040000",
                "hf-7c1e04d2-20261120t040000\n",
                "hf-7c1e04d2-20261120t040000.example"
            })
    void shouldNotTakeAnyOtherHostNameForARunId(String hostname) {
        assertThat(RunId.isRunId(hostname)).isFalse();
        assertThatThrownBy(() -> new RunId(hostname))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a run id: " + hostname);
    }

    @Test
    void shouldCountAttemptsFromOne() {
        assertThatThrownBy(() -> RunId.of(UID, "", SLOT, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("attempts count from 1, not 0");
    }
}
