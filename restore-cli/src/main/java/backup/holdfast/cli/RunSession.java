package backup.holdfast.cli;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.cluster.ApiObjects;
import backup.holdfast.cli.cluster.Calls;
import backup.holdfast.cli.cluster.ClaimLeases;
import backup.holdfast.cli.cluster.Destinations;
import backup.holdfast.cli.cluster.Rights;
import backup.holdfast.cli.cluster.RunStore;
import backup.holdfast.cli.cluster.RunStore.Stored;
import backup.holdfast.cli.engine.Engine;
import backup.holdfast.cli.engine.Engine.Readiness;
import backup.holdfast.cli.engine.Fills;
import backup.holdfast.cli.engine.Grip;
import backup.holdfast.cli.engine.Records;
import backup.holdfast.cli.engine.Report;
import backup.holdfast.cli.engine.Undo;
import backup.holdfast.cli.engine.Wait;
import backup.holdfast.cli.engine.Waiting;
import backup.holdfast.cli.run.Course.Content;
import backup.holdfast.cli.run.Item;
import backup.holdfast.cli.run.RunRecord;
import backup.holdfast.cli.run.RunRecord.Ending;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** One process's part in a run: takes the leases, does what is left, and says how it ended. */
final class RunSession {
    private final Surroundings surroundings;
    private final UnaryOperator<Records> recording;
    private final RunStore store;
    private final ClaimLeases leases;
    private final ApiObjects objects;
    private final Rights rights;
    private final Destinations destinations;
    private final Report report;

    RunSession(Surroundings surroundings, KubernetesClient client) {
        this(surroundings, client, UnaryOperator.identity());
    }

    /** @param recording stands between the run and its record */
    RunSession(Surroundings surroundings, KubernetesClient client, UnaryOperator<Records> recording) {
        this.recording = requireNonNull(recording, "recording is null");
        this.surroundings = requireNonNull(surroundings, "surroundings is null");
        this.store = new RunStore(client);
        this.objects = new ApiObjects(client);
        this.rights = new Rights(client);
        this.destinations = new Destinations(client);
        this.leases = new ClaimLeases(
                objects,
                store,
                surroundings.clock(),
                String.format(Locale.ROOT, "%08x", ThreadLocalRandom.current().nextInt()));
        this.report = new TerminalReport(surroundings.terminal(), surroundings.clock());
    }

    RunStore store() {
        return store;
    }

    ClaimLeases leases() {
        return leases;
    }

    /** From the first step. */
    ExitCode begin(RunRecord record, Wait wait) {
        rights.require(record);
        ClaimLeases.Held held = leases.take(record.namespace(), claims(record), record.id());
        report.say("run " + record.id() + "; if this is interrupted: " + record.toContinue());
        return finish(store.create(record), held, wait);
    }

    /** From where somebody left it, perhaps turned round. */
    ExitCode resume(String namespace, String id, UnaryOperator<RunRecord> turn, Wait wait) {
        Stored found = store.find(namespace, id)
                .orElseThrow(() -> new StopException(
                        ExitCode.NOT_FOUND,
                        "there is no run " + id + " in namespace " + namespace,
                        "`restore runs -A` lists what there is."));
        if (!found.record().isOpen()) {
            release(found.record());
            throw new StopException(
                    ExitCode.REFUSED,
                    "run " + id + " has ended: "
                            + (found.record().ending() == Ending.SUCCEEDED ? "restored" : "rolled back"),
                    "There is nothing left to do for it.");
        }
        ClaimLeases.Held held = leases.take(namespace, claims(found.record()), id);
        RunRecord turned;
        try {
            turned = turn.apply(found.record());
        } catch (StopException e) {
            // It is still unfinished: the leases stay, for whoever comes next.
            held.leave();
            throw e;
        }
        Stored begun = turned.equals(found.record()) ? found : store.write(found, turned);
        return finish(begun, held, wait);
    }

    /** Gives back the leases of a run that was killed between its last record and their end. */
    void release(RunRecord ended) {
        leases.take(ended.namespace(), claims(ended), ended.id()).release();
    }

    private ExitCode finish(Stored begun, ClaimLeases.Held held, Wait wait) {
        Journal journal = new Journal(begun);
        Waiting waiting = new Waiting(surroundings.clock(), surroundings.pause()::of);
        Engine engine = new Engine(
                recording.apply(journal),
                new Grip() {
                    @Override
                    public void keep() {
                        held.keep();
                    }

                    @Override
                    public void release() {
                        held.release();
                    }
                },
                objects,
                fills(wait),
                waiting,
                wait,
                report);
        AtomicReference<Readiness> ended = new AtomicReference<>(Readiness.NOT_YET);
        surroundings
                .farewell()
                .during(() -> ended.set(attempt(engine, journal, held)), () -> interrupted(begun.record(), held));
        Readiness readiness = requireNonNull(ended.get());
        store.tidy(begun.record().namespace());
        surroundings.terminal().print(told(journal.current.record(), readiness, wait));
        return readiness == Readiness.READY || wait.ready().isZero() ? ExitCode.DONE : ExitCode.TIMEOUT;
    }

    /** Turns a run round, for {@link #resume}. */
    RunRecord turnBack(RunRecord record, Content content) {
        return new Undo(objects, destinations, fills(Wait.DEFAULT)).turn(record, content);
    }

    private Fills fills(Wait wait) {
        return new Fills(destinations, new Waiting(surroundings.clock(), surroundings.pause()::of), wait, report);
    }

    private static Readiness attempt(Engine engine, Journal journal, ClaimLeases.Held held) {
        try {
            return engine.finish(journal.current.record());
        } catch (StopException e) {
            if (e.exitCode() == ExitCode.BUSY) {
                throw e;
            }
            leave(held, e);
            if (e.exitCode() == ExitCode.UNFINISHED) {
                throw e;
            }
            throw unfinished(journal, e.what(), e.advice(), e);
        } catch (KubernetesClientException e) {
            leave(held, e);
            throw unfinished(journal, Calls.refusal(e), "Mend that.", e);
        }
    }

    private void interrupted(RunRecord record, ClaimLeases.Held held) {
        StopException stop = new StopException(
                ExitCode.UNFINISHED,
                "run " + record.id() + " is left unfinished",
                "`" + record.toContinue() + "` finishes it, `" + record.toRollBack() + "` puts everything back.");
        leave(held, stop);
        surroundings.terminal().note("");
        RestoreCommand.tell(surroundings.terminal(), stop);
    }

    /** Best effort: where it does not work, the next process waits a minute. */
    private static void leave(ClaimLeases.Held held, RuntimeException why) {
        try {
            held.leave();
        } catch (StopException | KubernetesClientException e) {
            why.addSuppressed(e);
        }
    }

    private static StopException unfinished(Journal journal, String what, String advice, RuntimeException cause) {
        RunRecord record = journal.current.record();
        return new StopException(
                ExitCode.UNFINISHED,
                what,
                advice + " Then `" + record.toContinue() + "`; `" + record.toRollBack() + "` puts everything back.",
                cause);
    }

    private static String told(RunRecord record, Readiness readiness, Wait wait) {
        String claims =
                String.join(", ", record.items().stream().map(Item::claim).toList());
        String done = record.ending() == Ending.SUCCEEDED
                ? "restored " + claims
                : "rolled back: everything that run " + record.id() + " took is given back";
        return readiness == Readiness.READY || wait.ready().isZero()
                ? done
                : done + "; the workloads are not ready yet: kubectl get pods shows why";
    }

    private static List<String> claims(RunRecord record) {
        return record.items().stream().map(Item::claim).toList();
    }

    /** The record, each time against the version written before. */
    private final class Journal implements Records {
        private Stored current;

        private Journal(Stored begun) {
            this.current = begun;
        }

        @Override
        public RunRecord write(RunRecord record) {
            if (!record.equals(current.record())) {
                current = store.write(current, record);
            }
            return record;
        }
    }
}
