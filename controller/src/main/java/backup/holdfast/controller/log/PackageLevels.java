package backup.holdfast.controller.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggerContextListener;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.spi.LifeCycle;
import java.util.ArrayList;
import java.util.List;

/**
 * Levels of single packages or classes, set over those of logback.xml: {@code HOLDFAST_LOG_LEVELS} is
 * {@code backup.holdfast.nfsscaler=DEBUG,io.fabric8=INFO}. What can't be read is left out and said in the log, for a typing mistake in
 * a log level is no reason not to back up.
 */
public final class PackageLevels extends ContextAwareBase implements LoggerContextListener, LifeCycle {
    private String levels = "";
    private final List<String> unread = new ArrayList<>();
    private boolean started;

    /** Set by logback.xml. */
    public void setLevels(String levels) {
        this.levels = levels;
    }

    @Override
    public void start() {
        started = true;
        if (getContext() instanceof LoggerContext loggers) {
            apply(loggers);
        }
    }

    @Override
    public void stop() {
        started = false;
    }

    @Override
    public boolean isStarted() {
        return started;
    }

    @Override
    public boolean isResetResistant() {
        return false;
    }

    @Override
    public void onStart(LoggerContext context) {
        // Only now is there anything to say it by.
        for (String entry : unread) {
            context.getLogger(PackageLevels.class).warn("HOLDFAST_LOG_LEVELS: \"{}\" is not PACKAGE=LEVEL", entry);
        }
    }

    @Override
    public void onReset(LoggerContext context) {}

    @Override
    public void onStop(LoggerContext context) {}

    @Override
    public void onLevelChange(Logger logger, Level level) {}

    private void apply(LoggerContext loggers) {
        for (String entry : levels.split(",", -1)) {
            String[] parts = entry.strip().split("=", -1);
            Level level = parts.length == 2 ? Level.toLevel(parts[1].strip(), null) : null;
            if (level != null) {
                loggers.getLogger(parts[0].strip()).setLevel(level);
            } else if (!entry.isBlank()) {
                unread.add(entry.strip());
            }
        }
    }
}
