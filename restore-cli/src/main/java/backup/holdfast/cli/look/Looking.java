package backup.holdfast.cli.look;

import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.mover.LookSink;
import backup.holdfast.replication.plan.LookQuestion;

/** Where answers about a source's repository come from. */
public interface Looking {
    /**
     * Has the question answered. The sink hears all of the answer, its end included.
     *
     * @throws backup.holdfast.cli.term.StopException when nobody answers, or the answer is not whole
     */
    void ask(ReplicationSource source, LookQuestion question, LookSink sink);
}
