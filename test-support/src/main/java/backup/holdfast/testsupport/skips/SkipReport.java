package backup.holdfast.testsupport.skips;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.tools.RepositoryRoot;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Prints one block at the end of a test run that names every test that was disabled or aborted, and why; and appends the same lines to
 * {@code target/skipped-tests.txt} at the top of the checkout, for a summary of all modules. JUnit finds it by service lookup.
 */
public final class SkipReport implements TestExecutionListener {

    private static final String RULE = "-".repeat(72);

    private final PrintStream out;
    private final Path collected;
    private final String module;
    private final Map<Skip, Integer> skips = new ConcurrentHashMap<>();
    private Optional<TestPlan> plan = Optional.empty();

    /** For JUnit. */
    public SkipReport() {
        this(
                System.out,
                RepositoryRoot.find().resolve("target").resolve("skipped-tests.txt"),
                Path.of("").toAbsolutePath().getFileName().toString());
    }

    SkipReport(PrintStream out, Path collected, String module) {
        this.out = requireNonNull(out, "out is null");
        this.collected = requireNonNull(collected, "collected is null");
        this.module = requireNonNull(module, "module is null");
    }

    /** Tests of one class that were skipped for the same reason. */
    private record Skip(String testClass, String reason) {}

    @Override
    public void testPlanExecutionStarted(TestPlan testPlan) {
        plan = Optional.of(testPlan);
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        add(test, reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
            add(
                    test,
                    result.getThrowable()
                            .map(Throwable::getMessage)
                            .map(message -> message.replaceFirst("^Assumption failed: ", ""))
                            .orElse("no reason given"));
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan testPlan) {
        if (skips.isEmpty()) {
            return;
        }
        Map<String, Integer> lines = new TreeMap<>();
        skips.forEach((skip, count) -> lines.put(count + " of " + skip.testClass() + ": " + skip.reason(), count));
        int total = lines.values().stream().mapToInt(Integer::intValue).sum();
        StringBuilder block = new StringBuilder(RULE)
                .append("\nSKIPPED ")
                .append(total)
                .append(total == 1 ? " test" : " tests")
                .append(" of ")
                .append(module)
                .append('\n');
        StringBuilder record = new StringBuilder();
        for (String line : lines.keySet()) {
            block.append("  ").append(line).append('\n');
            record.append(module).append(": ").append(line).append('\n');
        }
        out.println(block.append(RULE));
        append(record.toString());
    }

    private void add(TestIdentifier test, String reason) {
        int tests = test.isTest() ? 1 : testsIn(test);
        skips.merge(new Skip(classOf(test), reason.strip()), tests, Integer::sum);
    }

    private int testsIn(TestIdentifier container) {
        long tests = plan.stream()
                .flatMap(known -> known.getDescendants(container).stream())
                .filter(TestIdentifier::isTest)
                .count();
        // A parameterized test that never started knows of no invocations.
        return (int) Math.max(1, tests);
    }

    private static String classOf(TestIdentifier test) {
        return test.getSource()
                .map(source -> {
                    if (source instanceof MethodSource method) {
                        return method.getClassName();
                    }
                    return source instanceof ClassSource type ? type.getClassName() : test.getDisplayName();
                })
                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                .orElse(test.getDisplayName());
    }

    private void append(String record) {
        try {
            Files.createDirectories(collected.toAbsolutePath().getParent());
            Files.writeString(collected, record, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + collected, e);
        }
    }
}
