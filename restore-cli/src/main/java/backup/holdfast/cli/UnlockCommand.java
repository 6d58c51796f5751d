package backup.holdfast.cli;

import backup.holdfast.cli.cluster.Cluster;
import backup.holdfast.cli.look.Answers;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.cli.term.Table;
import backup.holdfast.cli.term.Terminal;
import backup.holdfast.cli.term.Words;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.plan.LookAnswer.Fate;
import backup.holdfast.replication.plan.LookAnswer.Lock;
import backup.holdfast.replication.plan.LookQuestion.Kind;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code restore unlock}. */
@Command(
        name = "unlock",
        mixinStandardHelpOptions = true,
        description = {
            "Shows who holds locks in a repository, and removes those whose holders are gone for certain.",
            "Backups do that by themselves: this is for whoever can't wait. Ends with 4 if a lock stays.",
            "With --local only those go that are over 30 minutes old."
        },
        footer = {
            "",
            "Examples:",
            "  restore unlock photos -n media --dry-run      # only look",
            "  restore unlock photos -n media",
            "  restore unlock photos -n media --force        # all of them; shows whose, and asks"
        })
final class UnlockCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private LookOptions look = new LookOptions();

    @Parameters(paramLabel = "NAME", description = "A ReplicationSource, or a claim that one backs up")
    private String name = "";

    @Option(names = "--dry-run", description = "Show them, remove none")
    private boolean dryRun;

    @Option(names = "--force", description = "Remove all, the living too. Stop what uses the repository first")
    private boolean force;

    @Option(names = "--yes", description = "With --force: without a question")
    private boolean yes;

    UnlockCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (force && dryRun) {
            throw new StopException(ExitCode.USAGE, "--force removes all, and --dry-run none", "Keep one of them.");
        }
        try (KubernetesClient client = cluster.connect()) {
            ReplicationSource source = new Cluster(client).sourceOf(cluster.namespace(client), name);
            Answers answers = look.answers(surroundings, client);
            List<Lock> locks = answers.locks(source, dryRun || force ? Kind.LOCKS : Kind.UNLOCK);
            show(locks);
            if (force && !locks.isEmpty()) {
                agree(locks);
                answers.locks(source, Kind.UNLOCK_ALL);
                surroundings.terminal().note("removed " + Words.count(locks.size(), "lock") + ".");
                return ExitCode.DONE.code();
            }
            boolean stays = locks.stream().anyMatch(lock -> lock.fate() != Fate.REMOVED);
            return (stays ? ExitCode.ATTENTION : ExitCode.DONE).code();
        }
    }

    private void show(List<Lock> locks) {
        Terminal terminal = surroundings.terminal();
        if (locks.isEmpty()) {
            terminal.note("No locks.");
            return;
        }
        Instant now = surroundings.clock().instant();
        Table table = new Table("LOCK", "HOLDER", "WRITTEN", "VERDICT", "WHY");
        for (Lock lock : locks) {
            table.row(
                    lock.id().substring(0, Math.min(8, lock.id().length())),
                    holder(lock),
                    Words.relative(lock.written(), now),
                    lock.fate().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    lock.reason());
        }
        terminal.print(table.lines());
    }

    private static String holder(Lock lock) {
        return lock.host().isEmpty() ? "can't be read" : lock.user() + "@" + lock.host() + " PID " + lock.pid();
    }

    private void agree(List<Lock> locks) {
        Terminal terminal = surroundings.terminal();
        locks.stream()
                .filter(lock -> lock.fate() != Fate.MAY_GO)
                .forEach(lock -> terminal.note("What " + holder(lock)
                        + " is doing may break: a prune beside a living backup deletes data that its snapshot needs."));
        if (yes) {
            return;
        }
        if (terminal.kind() == Terminal.Kind.PLAIN) {
            throw new StopException(
                    ExitCode.REFUSED,
                    "nobody is here to be asked",
                    "--yes goes ahead without a question. Nothing was removed.");
        }
        String answer = terminal.ask("Remove " + Words.count(locks.size(), "lock") + "? [y/N]")
                .orElse("")
                .toLowerCase(Locale.ROOT);
        if (!answer.equals("y") && !answer.equals("yes")) {
            throw new StopException(ExitCode.REFUSED, "not unlocked", "Nothing was removed.");
        }
    }
}
