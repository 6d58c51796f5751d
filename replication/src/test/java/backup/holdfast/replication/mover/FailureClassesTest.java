package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.FailureClass.Retry;
import backup.holdfast.restic.result.FailureKind;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailureClassesTest {
    /** What nobody can be told anything more useful about than restic's own words. */
    private static final Set<FailureKind> UNEXPLAINED = Set.of(
            FailureKind.REQUEST_REJECTED,
            FailureKind.LOCK_GONE,
            FailureKind.PATH_NOT_FOUND,
            FailureKind.FORGET_INCOMPLETE,
            FailureKind.USAGE,
            FailureKind.CRASHED,
            FailureKind.OUTPUT_UNREADABLE,
            FailureKind.UNKNOWN);

    @ParameterizedTest
    @EnumSource
    void shouldExplainWhateverResticTells(FailureKind kind) {
        assertThat(FailureClasses.of(kind) == FailureClass.UNKNOWN).isEqualTo(UNEXPLAINED.contains(kind));
    }

    @Test
    void shouldNeverConfuseMissingUnreachableWrongPasswordAndEmpty() {
        assertThat(List.of(
                        FailureClasses.of(FailureKind.REPOSITORY_MISSING),
                        FailureClasses.of(FailureKind.BUCKET_MISSING),
                        FailureClasses.of(FailureKind.UNREACHABLE),
                        FailureClasses.of(FailureKind.ACCESS_DENIED),
                        FailureClasses.of(FailureKind.WRONG_PASSWORD),
                        FailureClasses.of(FailureKind.PASSWORD_MISSING),
                        FailureClasses.of(FailureKind.SNAPSHOT_NOT_FOUND)))
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldRetryWhatPassesByItself() {
        for (FailureKind kind : List.of(
                FailureKind.LOCKED,
                FailureKind.UNREACHABLE,
                FailureKind.KILLED,
                FailureKind.CANCELLED,
                FailureKind.STALLED)) {
            assertThat(FailureClasses.of(kind).retry()).as(kind.name()).isEqualTo(Retry.BACK_OFF);
        }
        assertThat(FailureClasses.of(FailureKind.SOURCE_UNREADABLE).retry()).isEqualTo(Retry.NEXT_SLOT);
    }
}
