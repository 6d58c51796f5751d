package backup.holdfast.restic.result;

import backup.holdfast.restic.command.ResticVerb;
import backup.holdfast.restic.process.ProcessResult;
import backup.holdfast.restic.process.ProcessResult.Ended;
import backup.holdfast.restic.process.StopReason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The verdict on one call: our own flags first, then the exit code as the verb means it, then prose. restic's manual ("Scripting",
 * exit codes) demands that an unknown code is a failure, and code 3 means different things for backup and forget.
 */
public final class ExitInterpreter {

    private static final int OK = 0;
    private static final int GENERIC = 1;
    private static final int GO_RUNTIME = 2;
    private static final int INCOMPLETE = 3;
    private static final int NO_REPOSITORY = 10;
    private static final int LOCKED = 11;
    private static final int WRONG_PASSWORD = 12;
    private static final int INTERRUPTED = 130;
    private static final int FIRST_SIGNAL = 129;
    private static final int LAST_SIGNAL = 128 + 64;
    private static final int MAX_MESSAGE = 1024;
    private static final int TELLING_LINES = 10;
    private static final Pattern SIGNAL = Pattern.compile("signal (terminated|interrupt|hangup) received");

    private static final Pattern GONE =
            Pattern.compile("locks?/.*(no such file or directory|does not exist)|^The specified key does not exist");

    /** The last is a crash of restic 0.19 and before over a lock that was cut short. */
    private static final Pattern UNREADABLE_LOCK = Pattern.compile("invalid lock file: "
            + "|unable to create lock in backend: ciphertext verification failed|restic\\.LoadLock\\(");

    /** Of a listing that was refused or cut off restic says only this, and goes on as if there were no snapshots, with exit code 0. */
    private static final String NO_LIST = "could not load snapshots: ";

    private final ResticVerb verb;
    private final Testimony testimony;

    public ExitInterpreter(ResticVerb verb, Testimony testimony) {
        this.verb = verb;
        this.testimony = testimony;
    }

    /** {@code reported} is the answer restic gave, if it gave one. */
    public <T> ResticResult<T> interpret(ProcessResult result, Optional<T> reported, RunReport report) {
        if (result instanceof ProcessResult.NotStarted notStarted) {
            FailureKind kind = notStarted.cause() == ProcessResult.Cause.CANCELLED
                    ? FailureKind.CANCELLED
                    : FailureKind.NOT_STARTED;
            return failed(kind, Optional.empty(), OptionalInt.empty(), notStarted.message(), reported, report);
        }
        if (result instanceof Ended ended) {
            return ended(ended, reported, report);
        }
        return failed(
                FailureKind.UNSTOPPABLE,
                ProseCause.of(texts()),
                OptionalInt.empty(),
                "restic was killed but the system has not ended it; storage that does not answer holds it",
                reported,
                report);
    }

    private <T> ResticResult<T> ended(Ended ended, Optional<T> reported, RunReport report) {
        int code = ended.exitCode();
        if (code == OK && sawNoList()) {
            // An empty answer must not be taken for an empty repository.
            return failed(
                    ProseCause.of(texts()).orElse(FailureKind.UNKNOWN),
                    Optional.empty(),
                    OptionalInt.of(code),
                    message(code),
                    Optional.empty(),
                    report);
        }
        if (code == OK && reported.isPresent()) {
            return new ResticResult.Success<>(reported.get(), report);
        }
        if (code == INCOMPLETE && reported.isPresent() && shortfall().isPresent()) {
            return new ResticResult.Partial<>(
                    reported.get(),
                    failure(shortfall().get(), Optional.empty(), OptionalInt.of(code), message(code)),
                    report);
        }
        Optional<RetryNotice> vain = testimony.gaveUpOn().filter(notice -> ended.stop() == StopReason.CANCELLED);
        if (vain.isPresent()) {
            return failed(
                    vain.get().lastingCause().orElse(FailureKind.UNKNOWN),
                    Optional.empty(),
                    OptionalInt.of(code),
                    bounded(vain.get().toString()),
                    reported,
                    report);
        }
        Optional<FailureKind> stopped = stopKind(ended.stop());
        if (stopped.isPresent()) {
            return failed(stopped.get(), ProseCause.of(texts()), OptionalInt.of(code), message(code), reported, report);
        }
        return failed(
                kindOf(code, reported.isPresent()),
                Optional.empty(),
                OptionalInt.of(code),
                message(code),
                reported,
                report);
    }

    private boolean sawNoList() {
        return (verb == ResticVerb.SNAPSHOTS || verb == ResticVerb.FORGET)
                && testimony.prose().stream().anyMatch(line -> line.startsWith(NO_LIST));
    }

    private FailureKind kindOf(int code, boolean reported) {
        return switch (code) {
            case OK -> FailureKind.OUTPUT_UNREADABLE;
            case GENERIC -> generic(reported);
            case GO_RUNTIME -> isOverALock() ? FailureKind.LOCK_UNREADABLE : FailureKind.CRASHED;
            case INCOMPLETE -> shortfall().orElse(FailureKind.UNKNOWN);
            case NO_REPOSITORY ->
                ProseCause.of(texts())
                        .filter(cause -> cause == FailureKind.BUCKET_MISSING)
                        .orElse(FailureKind.REPOSITORY_MISSING);
            case LOCKED -> FailureKind.LOCKED;
            case WRONG_PASSWORD -> FailureKind.WRONG_PASSWORD;
            case INTERRUPTED -> FailureKind.KILLED;
            default -> code >= FIRST_SIGNAL && code <= LAST_SIGNAL ? FailureKind.KILLED : FailureKind.UNKNOWN;
        };
    }

    private FailureKind generic(boolean reported) {
        // restic up to 0.18 ends with code 1 on a signal it handles, later ones with 130.
        if (testimony.prose().stream().anyMatch(line -> SIGNAL.matcher(line).find())) {
            return FailureKind.KILLED;
        }
        if (verb == ResticVerb.CAT_LOCK
                && texts().stream().anyMatch(text -> GONE.matcher(text).find())) {
            return FailureKind.LOCK_GONE;
        }
        if (isOverALock()) {
            return FailureKind.LOCK_UNREADABLE;
        }
        FailureKind kind = ProseCause.of(texts()).orElseGet(() -> reported ? unfinished() : FailureKind.UNKNOWN);
        return verb == ResticVerb.CAT_LOCK && kind == FailureKind.REPOSITORY_DAMAGED
                ? FailureKind.LOCK_UNREADABLE
                : kind;
    }

    private boolean isOverALock() {
        return Stream.concat(testimony.exitMessage().stream(), testimony.prose().stream())
                .anyMatch(text -> UNREADABLE_LOCK.matcher(text).find());
    }

    /** Code 1 of a verb that got as far as its summary. */
    private FailureKind unfinished() {
        if (verb == ResticVerb.RESTORE) {
            return FailureKind.RESTORE_INCOMPLETE;
        }
        return verb == ResticVerb.CHECK ? FailureKind.REPOSITORY_DAMAGED : FailureKind.UNKNOWN;
    }

    /** What code 3 means for this verb, where it means anything. */
    private Optional<FailureKind> shortfall() {
        if (verb == ResticVerb.BACKUP) {
            return Optional.of(FailureKind.SOURCE_UNREADABLE);
        }
        return verb == ResticVerb.FORGET ? Optional.of(FailureKind.FORGET_INCOMPLETE) : Optional.empty();
    }

    private static Optional<FailureKind> stopKind(StopReason stop) {
        return switch (stop) {
            case NONE -> Optional.empty();
            case CANCELLED -> Optional.of(FailureKind.CANCELLED);
            case DEADLINE -> Optional.of(FailureKind.DEADLINE_EXCEEDED);
            case NO_PROGRESS -> Optional.of(FailureKind.STALLED);
        };
    }

    /** Last words first, and only recent ones; single files only where they are restic's business and not the user's. */
    private List<String> texts() {
        List<String> all = testimony.prose();
        List<String> prose = new ArrayList<>(all.subList(Math.max(0, all.size() - TELLING_LINES), all.size()));
        Collections.reverse(prose);
        Stream<String> items = verb == ResticVerb.BACKUP ? Stream.empty() : testimony.itemMessages().stream();
        return Stream.of(testimony.exitMessage().stream(), prose.stream(), items)
                .flatMap(part -> part)
                .toList();
    }

    private String message(int code) {
        List<String> prose = testimony.prose();
        String text = testimony
                .exitMessage()
                .filter(message -> !message.isBlank())
                .or(() ->
                        prose.stream().filter(line -> line.startsWith("Fatal:")).findFirst())
                .or(() -> prose.isEmpty() ? Optional.empty() : Optional.of(prose.get(prose.size() - 1)))
                .orElse("restic " + verb + " ended with exit code " + code + " and said nothing");
        String plain = text.strip();
        while (plain.startsWith("Fatal: ")) {
            plain = plain.substring("Fatal: ".length());
        }
        return bounded(plain);
    }

    private static String bounded(String text) {
        return text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE) + "…";
    }

    private <T> ResticResult<T> failed(
            FailureKind kind,
            Optional<FailureKind> underlying,
            OptionalInt code,
            String message,
            Optional<T> reported,
            RunReport report) {
        return new ResticResult.Failure<>(failure(kind, underlying, code, message), reported, report);
    }

    private ResticFailure failure(
            FailureKind kind, Optional<FailureKind> underlying, OptionalInt code, String message) {
        Optional<LockHolder> holder = kind == FailureKind.LOCKED
                ? LockMessage.parse(testimony.exitMessage().orElseGet(() -> String.join("\n", testimony.prose())))
                : Optional.empty();
        return new ResticFailure(kind, underlying, code, message, holder);
    }
}
