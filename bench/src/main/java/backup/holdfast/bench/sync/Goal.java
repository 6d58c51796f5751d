package backup.holdfast.bench.sync;

/** What a sync is held to. The bounds are in the class that measures the goal. */
enum Goal {
    P1("a steady sync takes at most half of VolSync's wall and CPU"),
    P2("at most 10 requests when nothing changed, 14 on a small change; one process derives the key"),
    P3("unchanged data on a new device number adds nothing and makes no snapshot"),
    P4("a sync that forgets takes at most 0.75 of VolSync's wall"),
    P5("the mover adds at most 100 ms of CPU and 64 MiB to bare restic, and 3 % to a full backup or restore"),
    P6("a steady sync at 1000 snapshots takes at most 1.3 of the wall at 10");

    private final String sentence;

    Goal(String sentence) {
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }
}
