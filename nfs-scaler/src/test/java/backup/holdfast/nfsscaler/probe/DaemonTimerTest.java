package backup.holdfast.nfsscaler.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DaemonTimerTest {

    @Test
    void shouldRunEverythingOnNoMoreDaemonThreadsThanItWasGiven() throws InterruptedException {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch done = new CountDownLatch(50);
        try (DaemonTimer timer = new DaemonTimer(3)) {
            for (int i = 0; i < 50; i++) {
                timer.schedule(Duration.ofMillis(i % 5), () -> {
                    threads.add(Thread.currentThread());
                    done.countDown();
                });
            }
            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(threads).hasSizeLessThanOrEqualTo(3).allMatch(Thread::isDaemon);
    }

    @Test
    void shouldInterruptWhatRunsAndForgetWhatWaitsWhenClosed() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        AtomicInteger later = new AtomicInteger();
        DaemonTimer timer = new DaemonTimer(1);
        timer.schedule(Duration.ZERO, () -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
        });
        timer.schedule(Duration.ZERO, later::incrementAndGet);
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();

        timer.close();
        timer.schedule(Duration.ZERO, later::incrementAndGet);

        await().untilTrue(interrupted);
        assertThat(later).hasValue(0);
    }
}
