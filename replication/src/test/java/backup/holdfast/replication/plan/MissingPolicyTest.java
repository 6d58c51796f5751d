package backup.holdfast.replication.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MissingPolicyTest {
    private static final EnumSet<MissingPolicy> FAILING =
            EnumSet.of(MissingPolicy.FAIL, MissingPolicy.FAIL_BY_NAME, MissingPolicy.FAIL_IN_RECOVERY);

    @Test
    void shouldContinueUnaskedOnlyWhereNothingIsAskedByName() {
        assertThat(MissingPolicy.whenUnsaid(WantedSnapshot.NEWEST, Optional.empty()))
                .isEqualTo(MissingPolicy.CONTINUE_BEFORE_FIRST);
        List<WantedSnapshot> named = List.of(
                new WantedSnapshot("b94d27b9", null, 0),
                new WantedSnapshot(null, Instant.parse("2026-11-20T04:00:00Z"), 0),
                new WantedSnapshot(null, null, 1),
                new WantedSnapshot(null, null, -1));
        assertThat(named)
                .allSatisfy(wanted -> assertThat(MissingPolicy.whenUnsaid(wanted, Optional.empty()))
                        .isEqualTo(MissingPolicy.FAIL_BY_NAME));
        // Even the one that would be taken anyway.
        assertThat(MissingPolicy.whenUnsaid(WantedSnapshot.NEWEST, Optional.of(Identity.VOLSYNC)))
                .isEqualTo(MissingPolicy.FAIL_BY_NAME);
    }

    @ParameterizedTest
    @EnumSource
    void shouldNeverContinueInRecoveryMode(MissingPolicy policy) {
        assertThat(policy.inRecoveryMode()).isIn(FAILING);
        if (FAILING.contains(policy)) {
            assertThat(policy.inRecoveryMode()).isEqualTo(policy);
        }
    }
}
