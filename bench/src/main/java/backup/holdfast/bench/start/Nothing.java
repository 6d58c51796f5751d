package backup.holdfast.bench.start;

/** A program that does nothing: what a JVM takes by itself. */
final class Nothing {
    private Nothing() {}

    public static void main(String[] arguments) {}
}
