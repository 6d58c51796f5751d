package backup.holdfast.restic.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import backup.holdfast.restic.model.LockId;
import backup.holdfast.restic.store.RepositoryPresence.Absent;
import backup.holdfast.restic.store.StoreFailure.Kind;
import backup.holdfast.restic.store.StoreResult.Answered;
import backup.holdfast.restic.store.StoreResult.Failed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PatientStoreTest {

    private static final StoreFailure HANGS = new PathFailures(Path.of("/mnt/nas/app")).hangs();
    private static final StoreResult<RepositoryPresence> ABSENT = new Answered<>(new Absent());

    @Test
    void shouldPassTheAnswerOn() {
        assertThat(patient(() -> ABSENT, Duration.ofSeconds(10)).presence()).isEqualTo(ABSENT);
    }

    @Test
    void shouldNotHangWithADeadMountNorStartASecondCallOnIt() {
        CountDownLatch mended = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        RepositoryStore store = patient(
                () -> {
                    calls.incrementAndGet();
                    awaitUninterruptibly(mended);
                    return ABSENT;
                },
                Duration.ofMillis(100));

        assertThat(store.presence()).isEqualTo(new Failed<>(HANGS));
        assertThat(store.locks()).isEqualTo(new Failed<>(HANGS));
        assertThat(calls).hasValue(1);

        mended.countDown();
        await().untilAsserted(() -> assertThat(store.presence()).isEqualTo(ABSENT));
    }

    @Test
    void shouldEndWithWhoeverAsked() {
        CountDownLatch never = new CountDownLatch(1);
        RepositoryStore store = patient(
                () -> {
                    awaitUninterruptibly(never);
                    return ABSENT;
                },
                Duration.ofMinutes(1));
        Thread.currentThread().interrupt();

        assertThat(store.presence())
                .isEqualTo(new Failed<>(
                        StoreFailure.of(Kind.CANCELLED, "/mnt/nas/app", "Looking at /mnt/nas/app was interrupted.")));
        assertThat(Thread.interrupted()).isTrue();
        never.countDown();
    }

    @Test
    void shouldNotTakeAMistakeOfOursForAnAnswer() {
        RepositoryStore store = patient(
                () -> {
                    throw new IllegalArgumentException("a mistake");
                },
                Duration.ofSeconds(10));

        assertThatThrownBy(store::presence).hasRootCauseMessage("a mistake");
    }

    private static RepositoryStore patient(Supplier<StoreResult<RepositoryPresence>> presence, Duration deadline) {
        return new PatientStore(new OneAnswer(presence), deadline, HANGS);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean counted = false;
        while (!counted) {
            try {
                latch.await();
                counted = true;
            } catch (InterruptedException e) {
                // As a call into a dead mount does, it goes on waiting.
            }
        }
    }

    /** Knows presence alone. */
    private record OneAnswer(Supplier<StoreResult<RepositoryPresence>> answer) implements RepositoryStore {

        @Override
        public StoreResult<RepositoryPresence> presence() {
            return answer.get();
        }

        @Override
        public StoreResult<StoredLocks> locks() {
            throw new UnsupportedOperationException();
        }

        @Override
        public StoreResult<LockId> removeLock(LockId lock) {
            throw new UnsupportedOperationException();
        }

        @Override
        public StoreResult<Siblings> siblings(int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public StoreResult<StoredSizes> sizes() {
            throw new UnsupportedOperationException();
        }

        @Override
        public StoreResult<StoreTime> storeTime() {
            throw new UnsupportedOperationException();
        }

        @Override
        public StoreResult<StoreTime> timeOfWriting() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
