package backup.holdfast.cli.look;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.cluster.Questions;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.crds.LookRequest;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.mover.LookSink;
import backup.holdfast.replication.plan.LookCodec;
import backup.holdfast.replication.plan.LookPlan;
import backup.holdfast.replication.plan.LookQuestion;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.OutcomeCodec;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.seal.SealKeys;
import backup.holdfast.replication.seal.SealedReader;
import backup.holdfast.replication.seal.SealedReader.BrokenSealException;
import backup.holdfast.replication.seal.SealedReader.Opened;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A mover in the cluster answers, for stores that this machine does not reach and keys that it does not have. The question goes into an
 * annotation, and the answer comes back through the log of the mover's pod, sealed.
 */
public final class MoverLooking implements Looking {
    /** A controller that lives starts a mover within a second or two. */
    static final Duration NOBODY_COMES = Duration.ofSeconds(20);

    /** For an image to be pulled and a node to be found. */
    static final Duration NOT_STARTED = Duration.ofMinutes(5);

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final int LETTERS = 12;
    private static final int READS = 3;

    private final Questions questions;
    private final Clock clock;
    private final Pause pause;
    private final Consumer<String> notes;
    private final OutcomeCodec outcomes = new OutcomeCodec();
    private final LookCodec answers = new LookCodec();

    /** Waits between two looks. */
    @FunctionalInterface
    public interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    /** @param notes told what is waited for, where that takes long */
    public MoverLooking(Questions questions, Clock clock, Pause pause, Consumer<String> notes) {
        this.questions = requireNonNull(questions, "questions is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.pause = requireNonNull(pause, "pause is null");
        this.notes = requireNonNull(notes, "notes is null");
    }

    @Override
    public void ask(ReplicationSource source, LookQuestion question, LookSink sink) {
        SealKeys keys = SealKeys.generate();
        LookRequest request = new LookRequest(
                token(),
                clock.instant(),
                keys.publicKey(),
                question.kind().name(),
                question.snapshot(),
                question.path());
        RunId run = LookPlan.runId(source.getMetadata().getUid(), request.token(), request.at());
        questions.ask(source, request);
        try {
            Pod pod = started(source, request, run);
            read(pod, new SealedReader(keys, run.value()), new Opening(sink));
        } finally {
            questions.takeBack(source, request);
        }
    }

    private static String token() {
        SecureRandom random = new SecureRandom();
        StringBuilder token = new StringBuilder();
        for (int i = 0; i < LETTERS; i++) {
            token.append((char) ('a' + random.nextInt(26)));
        }
        return token.toString();
    }

    /** The mover's pod, when it has something to say. */
    private Pod started(ReplicationSource source, LookRequest request, RunId run) {
        Instant asked = clock.instant();
        Optional<Pod> pod = questions.pod(source, run);
        while (pod.filter(Questions::hasStarted).isEmpty()) {
            Duration waited = Duration.between(asked, clock.instant());
            if (pod.isEmpty()) {
                questions.refusal(source, request).ifPresent(why -> {
                    throw new StopException(
                            ExitCode.REFUSED, "no mover looks: " + why, "--local looks from this machine.");
                });
                if (waited.compareTo(NOBODY_COMES) > 0) {
                    throw new StopException(
                            ExitCode.TIMEOUT,
                            "no mover came within " + NOBODY_COMES.toSeconds() + " seconds",
                            "Is the controller at work, and this source its own? `restore doctor` looks; --local does without.");
                }
            } else if (waited.compareTo(NOT_STARTED) > 0) {
                throw new StopException(
                        ExitCode.TIMEOUT,
                        "the mover does not start: " + Questions.waitsFor(pod.get()),
                        "kubectl describe pod -n " + source.getMetadata().getNamespace() + " "
                                + pod.get().getMetadata().getName() + " says more.");
            }
            rest();
            pod = questions.pod(source, run);
        }
        return pod.get();
    }

    private void rest() {
        try {
            pause.of(LOOK_EVERY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StopException(ExitCode.FAILED, "interrupted", "Nothing was changed.", e);
        }
    }

    /** From the start again where the connection breaks: what was read is known by its number. */
    private void read(Pod pod, SealedReader reader, Opening opening) {
        for (int i = 0; i < READS && !reader.isEnded(); i++) {
            try (BufferedReader log = new BufferedReader(new InputStreamReader(questions.log(pod), UTF_8))) {
                for (String line = log.readLine(); line != null && !reader.isEnded(); line = log.readLine()) {
                    reader.read(line).ifPresent(opening::take);
                }
            } catch (BrokenSealException e) {
                throw broken("the mover's answer is not whole: " + e.getMessage(), e);
            } catch (IOException e) {
                notes.accept("the log of " + pod.getMetadata().getName() + " broke off: read again");
            }
        }
        if (!reader.isEnded()) {
            // It may have died before it could say anything sealed.
            Optional<MoverOutcome> said = questions.terminationMessage(pod).flatMap(outcomes::decode);
            throw said.map(outcome -> Answers.failed(Optional.ofNullable(outcome.failure())))
                    .orElseGet(() -> broken("the mover's answer has no end", null));
        }
    }

    private static StopException broken(String what, @org.jspecify.annotations.Nullable RuntimeException cause) {
        String advice = "Ask again; a large one goes with --local, or by restoring beside it: restore pvc --to.";
        return cause == null
                ? new StopException(ExitCode.FAILED, what, advice)
                : new StopException(ExitCode.FAILED, what, advice, cause);
    }

    /** Puts lines together that are cut at the ends of parts. */
    private final class Opening {
        private final LookSink sink;
        private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

        private Opening(LookSink sink) {
            this.sink = sink;
        }

        void take(Opened opened) {
            byte[] bytes = opened.bytes();
            switch (opened.part()) {
                case LINES -> lines(bytes);
                case CONTENT -> sink.content(bytes, 0, bytes.length);
                case END ->
                    sink.end(outcomes.decode(new String(bytes, UTF_8))
                            .orElseThrow(() -> broken("the end of the mover's answer can't be read", null)));
            }
        }

        private void lines(byte[] bytes) {
            for (byte one : bytes) {
                if (one == '\n') {
                    sink.take(answers.decode(begun.toString(UTF_8)));
                    begun.reset();
                } else {
                    begun.write(one);
                }
            }
        }
    }
}
