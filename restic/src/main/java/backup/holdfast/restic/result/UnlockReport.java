package backup.holdfast.restic.result;

/** How many locks were removed; zero is no failure: locks younger than 30 minutes stay, silently. */
public record UnlockReport(int removed) {}
