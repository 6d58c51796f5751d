package backup.holdfast.controller.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.event.KeyValuePair;

/** The shipped configuration of logs. */
class LogFormatTest {
    private static final Path ROOT = Path.of(System.getProperty("holdfast.root"));

    @Test
    void shouldPrintFlatObjectsForLoki() throws Exception {
        String line = line(Map.of("HOLDFAST_LOG_FORMAT", "json"));

        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(line).endsWith("}\n").doesNotContain("\n ");
        assertThat(json.path("time").asText()).isEqualTo("2026-11-20T04:00:01.250Z");
        assertThat(json.path("level").asText()).isEqualTo("WARN");
        assertThat(json.path("logger").asText()).isEqualTo("SourceReports");
        assertThat(json.path("message").asText()).isEqualTo("BackupFailed: \"no route\"\nto host");
        assertThat(json.path("namespace").asText()).isEqualTo("media");
        assertThat(json.path("run").asText()).isEqualTo("hf-7c1e04d2-20261120t040000");
        assertThat(json.path("error").asText()).startsWith("java.lang.IllegalStateException: odd\n\tat ");
        assertThat(json).allMatch(JsonNode::isTextual);
    }

    @Test
    void shouldPrintLinesForPeopleUnlessToldOtherwise() throws Exception {
        assertThat(line(Map.of()))
                .startsWith("2026-11-20T04:00:01.250Z WARN  SourceReports: BackupFailed: \"no route\"\nto host "
                        + "namespace=\"media\" message=\"lost\" run=\"hf-7c1e04d2-20261120t040000\"\n"
                        + "java.lang.IllegalStateException: odd\n");
    }

    @Test
    void shouldSetTheLevelsOfOurOwnAndOfSinglePackages() throws Exception {
        LoggerContext plain = configured(Map.of());
        LoggerContext set = configured(Map.of(
                "HOLDFAST_LOG_LEVEL",
                "WARN",
                "HOLDFAST_LOG_LEVELS",
                "backup.holdfast.controller.queue=DEBUG, io.fabric8=INFO,nonsense,a.b=LOUD"));

        assertThat(level(plain, "backup.holdfast.controller.queue.RunQueue")).isEqualTo(Level.INFO);
        assertThat(level(plain, "io.fabric8.kubernetes.Any")).isEqualTo(Level.WARN);
        assertThat(level(set, "backup.holdfast.controller.queue.RunQueue")).isEqualTo(Level.DEBUG);
        assertThat(level(set, "backup.holdfast.controller.source.SourceReports"))
                .isEqualTo(Level.WARN);
        assertThat(level(set, "io.fabric8.kubernetes.Any")).isEqualTo(Level.INFO);
        assertThat(level(set, "a.b")).isEqualTo(Level.WARN);
    }

    @Test
    void shouldDescribeEachVariable() throws IOException {
        Pattern variable = Pattern.compile("HOLDFAST_[A-Z_]+");
        Set<String> read = words(variable, Files.readString(Path.of("src/main/resources/logback.xml")));

        assertThat(read).hasSize(3);
        assertThat(words(variable, Files.readString(ROOT.resolve("docs/logs.md"))))
                .containsAll(read);
    }

    private static Level level(LoggerContext context, String logger) {
        return context.getLogger(logger).getEffectiveLevel();
    }

    private static String line(Map<String, String> variables) throws JoranException {
        LoggerContext context = configured(variables);
        LoggingEvent event = new LoggingEvent(
                "",
                context.getLogger("backup.holdfast.controller.source.SourceReports"),
                Level.WARN,
                "BackupFailed: {}",
                new IllegalStateException("odd"),
                new Object[] {"\"no route\"\nto host"});
        event.setInstant(Instant.parse("2026-11-20T04:00:01.250Z"));
        event.addKeyValuePair(new KeyValuePair("namespace", "media"));
        event.addKeyValuePair(new KeyValuePair("message", "lost"));
        event.addKeyValuePair(new KeyValuePair("run", "hf-7c1e04d2-20261120t040000"));
        OutputStreamAppender<ILoggingEvent> appender =
                (OutputStreamAppender<ILoggingEvent>) context.getLogger(Logger.ROOT_LOGGER_NAME)
                        .iteratorForAppenders()
                        .next();
        return new String(appender.getEncoder().encode(event), UTF_8);
    }

    private static LoggerContext configured(Map<String, String> variables) throws JoranException {
        LoggerContext context = new LoggerContext();
        variables.forEach(context::putProperty);
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LogFormatTest.class.getResource("/logback.xml"));
        context.start();
        return context;
    }

    private static Set<String> words(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }
}
