package backup.holdfast.replication.mover;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.plan.MoverOutcome.RestoreLosses;
import backup.holdfast.restic.event.ResticEvent;
import backup.holdfast.restic.event.ResticEvent.ItemError;
import backup.holdfast.restic.event.ResticEventListener;
import backup.holdfast.restic.process.ProcessIdentity;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Listens to a restore and counts the files it did not restore as they were, each once, by what is lost. restic goes on after each, and
 * tells them apart in prose only.
 */
final class RestoreErrors implements ResticEventListener {
    private static final int NAMED = 5;

    /** Beyond so many, a file that restic complains of several times may be counted more than once. */
    private static final int REMEMBERED = 20_000;

    private final ResticEventListener next;
    private final Map<Loss, List<String>> named = new EnumMap<>(Loss.class);
    private final Map<Loss, Long> counts = new EnumMap<>(Loss.class);
    private final Set<String> seen = new HashSet<>();
    private long events;

    RestoreErrors(ResticEventListener next) {
        this.next = requireNonNull(next, "next is null");
    }

    /** What a file lacks, the gravest first. */
    private enum Loss {
        /** It is not there, or not whole. */
        CONTENT(""),
        OWNER("^lchown "),
        DEVICE("^mknod "),
        ATTRIBUTE("^(xattr|chmod|[Uu]times|utimensat|lchtimes)");

        /** What the system says where rights or the file system do not allow it; a full disk is no such reason. */
        private static final Pattern NOT_ALLOWED =
                Pattern.compile("operation not permitted|permission denied|not supported|invalid argument");

        private final Pattern action;

        Loss(String action) {
            this.action = Pattern.compile(action);
        }

        static Loss of(String message) {
            return Stream.of(OWNER, DEVICE, ATTRIBUTE)
                    .filter(loss -> loss.action.matcher(message).find()
                            && NOT_ALLOWED.matcher(message).find())
                    .findFirst()
                    .orElse(CONTENT);
        }
    }

    @Override
    public void started(ProcessIdentity process) {
        next.started(process);
    }

    @Override
    public synchronized void event(ResticEvent event) {
        if (event instanceof ItemError error) {
            events++;
            count(Loss.of(error.message()), error.item(), error.message());
        }
        next.event(event);
    }

    private void count(Loss loss, String item, String message) {
        if (seen.contains(item)) {
            return;
        }
        if (seen.size() < REMEMBERED) {
            seen.add(item);
        }
        counts.merge(loss, 1L, Long::sum);
        List<String> names = named.computeIfAbsent(loss, it -> new ArrayList<>());
        if (names.size() < NAMED) {
            names.add(item + ": " + message);
        }
    }

    synchronized RestoreLosses losses() {
        return new RestoreLosses(of(Loss.CONTENT), of(Loss.OWNER), of(Loss.ATTRIBUTE), of(Loss.DEVICE));
    }

    /** The first of them with restic's words, the gravest first. */
    synchronized List<String> first() {
        return Stream.of(Loss.values())
                .flatMap(loss -> named.getOrDefault(loss, List.of()).stream())
                .limit(NAMED)
                .toList();
    }

    /** How many times restic complained. */
    synchronized long events() {
        return events;
    }

    private long of(Loss loss) {
        return counts.getOrDefault(loss, 0L);
    }
}
