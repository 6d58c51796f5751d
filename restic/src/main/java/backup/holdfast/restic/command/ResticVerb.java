package backup.holdfast.restic.command;

import java.util.List;

/** The restic commands Holdfast uses, and the words that select them. */
public enum ResticVerb {
    VERSION("version"),
    FEATURES("features"),
    INIT("init"),
    CAT_CONFIG("cat", "config"),
    CAT_LOCK("cat", "lock"),
    BACKUP("backup"),
    SNAPSHOTS("snapshots"),
    FORGET("forget"),
    PRUNE("prune"),
    RESTORE("restore"),
    LS("ls"),
    DUMP("dump"),
    STATS("stats"),
    CHECK("check"),
    UNLOCK("unlock"),
    LIST_LOCKS("list", "locks"),
    KEY_LIST("key", "list");

    private final List<String> words;

    ResticVerb(String... words) {
        this.words = List.of(words);
    }

    List<String> words() {
        return words;
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }
}
