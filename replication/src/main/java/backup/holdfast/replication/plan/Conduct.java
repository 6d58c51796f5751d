package backup.holdfast.replication.plan;

/** How careful a controller is with the repositories it finds. */
public enum Conduct {
    EVERYDAY,
    /**
     * The day a cluster is built anew: what is missing is missing, and nothing goes. No repository is created, no snapshot is forgotten,
     * nothing is pruned, and a restore that finds no snapshot fails whatever its spec says.
     */
    RECOVERY
}
