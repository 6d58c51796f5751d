package backup.holdfast.replication.populate;

/** The storage class that a claim names. */
public sealed interface ClassSight {
    /** It names none; Kubernetes gives it the default one, or none is needed. */
    record Unnamed() implements ClassSight {}

    record Missing(String name) implements ClassSight {}

    /** Its volumes are made by Kubernetes itself, which fills no claim from foreign objects. */
    record InTree(String name, String provisioner) implements ClassSight {}

    /** Volumes are made at once. */
    record Immediate(String name) implements ClassSight {}

    /** Volumes are made where the first consumer runs. */
    record WaitsForConsumer(String name) implements ClassSight {}
}
