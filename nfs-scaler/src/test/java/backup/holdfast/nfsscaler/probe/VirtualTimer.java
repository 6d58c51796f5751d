package backup.holdfast.nfsscaler.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Time that passes when a test says so. Tasks run on the test's thread. */
final class VirtualTimer implements ProbeTimer {

    private final List<Task> tasks = new ArrayList<>();
    private long now;

    private record Task(long due, Runnable work) {}

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
        tasks.add(new Task(now + delay.toNanos(), task));
    }

    /** Lets time pass, running what is due meanwhile, each at its time. */
    void pass(Duration time) {
        long end = now + time.toNanos();
        while (true) {
            Task next = tasks.stream()
                    .min(Comparator.comparingLong(Task::due))
                    .filter(task -> task.due() <= end)
                    .orElse(null);
            if (next == null) {
                now = Math.max(now, end);
                return;
            }
            tasks.remove(next);
            now = Math.max(now, next.due());
            next.work().run();
        }
    }

    /** Time passes while a task works. */
    void spend(Duration time) {
        now += time.toNanos();
    }

    int waiting() {
        return tasks.size();
    }

    Duration elapsed() {
        return Duration.ofNanos(now);
    }

    @Override
    public void close() {
        tasks.clear();
    }
}
