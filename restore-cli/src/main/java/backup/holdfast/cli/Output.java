package backup.holdfast.cli;

/** {@code -o}: how a list is printed. */
enum Output {
    TABLE,
    WIDE,
    JSON,
    YAML,
    NAME;

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
