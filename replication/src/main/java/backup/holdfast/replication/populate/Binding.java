package backup.holdfast.replication.populate;

/** Whether a claim has a volume, as Kubernetes' binder sees it. */
public enum Binding {
    UNBOUND,
    BOUND,
    /** It had one, and the volume is another claim's now, or gone. */
    LOST
}
