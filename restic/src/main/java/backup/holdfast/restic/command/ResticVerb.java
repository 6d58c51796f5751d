package backup.holdfast.restic.command;

import java.util.List;

/** The restic commands Holdfast uses, and the words that select them. */
public enum ResticVerb {
    VERSION("version"),
    FEATURES("features"),
    INIT("init"),
    CAT_CONFIG("cat config"),
    CAT_LOCK("cat lock"),
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
    LIST_LOCKS("list locks"),
    KEY_LIST("key list");

    private final String text;

    ResticVerb(String text) {
        this.text = text;
    }

    List<String> words() {
        return List.of(text.split(" ", -1));
    }

    @Override
    public String toString() {
        return text;
    }
}
