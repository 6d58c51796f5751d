package backup.holdfast.testsupport.tools;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Keeps a build whose machine has no network from waiting for it again in every test of every module. */
final class RememberedFailures {

    private final Path folder;
    private final Clock clock;
    private final Duration lifetime;

    RememberedFailures(Path folder, Clock clock, Duration lifetime) {
        this.folder = requireNonNull(folder, "folder is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.lifetime = requireNonNull(lifetime, "lifetime is null");
    }

    /** Asks the fetcher; while a failure is remembered, only for what is on this machine by now. */
    ToolResult ask(ToolFetcher fetcher, ToolSpec spec) {
        Path memory = folder.resolve(".missing-" + spec.name() + "-"
                + spec.accepted().atLeast() + "-" + spec.accepted().below());
        try {
            Optional<String> reason = recall(memory);
            if (reason.isPresent()) {
                ToolResult present = fetcher.find(spec);
                return present instanceof ToolResult.Found ? present : new ToolResult.Missing(reason.get());
            }
            ToolResult result = fetcher.findOrFetch(spec);
            if (result instanceof ToolResult.Missing missing) {
                Files.createDirectories(folder);
                Files.writeString(memory, missing.reason());
            }
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + memory, e);
        }
    }

    private Optional<String> recall(Path memory) throws IOException {
        try {
            Instant written = Files.getLastModifiedTime(memory).toInstant();
            return written.plus(lifetime).isAfter(clock.instant())
                    ? Optional.of(Files.readString(memory))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
