package backup.holdfast.testsupport.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolFetcherTest {

    @TempDir
    private Path temp;

    private final List<String> progress = new ArrayList<>();

    @Test
    void shouldTakeTheProgramOnThePathWhenNewEnough() throws IOException {
        Path executable = FakeTool.writeTo(temp.resolve("bin"), "1.3.1");

        ToolResult result = fetcher(List.of(temp.resolve("bin"))).findOrFetch(FakeTool.spec());

        assertThat(result).isEqualTo(new ToolResult.Found(executable, "1.3.1"));
        assertThat(progress).isEmpty();
    }

    @Test
    void shouldPassOverTooOldAndTooNewProgramsOnThePath() throws IOException {
        FakeTool.writeTo(temp.resolve("old"), "1.1.9");
        FakeTool.writeTo(temp.resolve("new"), "1.4.0");
        Path fitting = FakeTool.writeTo(temp.resolve("fitting"), "1.2.0");

        ToolResult result = fetcher(List.of(temp.resolve("old"), temp.resolve("new"), temp.resolve("fitting")))
                .findOrFetch(FakeTool.spec());

        assertThat(result).isEqualTo(new ToolResult.Found(fitting, "1.2.0"));
    }

    @Test
    void shouldNameEverythingTriedAndTheWayOutWhenNothingFits() throws IOException {
        Path old = FakeTool.writeTo(temp.resolve("old"), "1.1.9");
        ToolSource broken = offering("the moon", folder -> {
            throw new IOException("no rocket");
        });

        ToolResult result = fetcher(List.of(temp.resolve("old")), broken).findOrFetch(FakeTool.spec());

        assertThat(result)
                .isEqualTo(new ToolResult.Missing(
                        "no frob (at least 1.2.0, below 1.4.0) could be found or fetched. Tried: "
                                + old
                                + " is 1.1.9; the moon: no rocket. Install such a frob and put it on the PATH, or see to it"
                                + " that one of these can be reached."));
        assertThat(temp.resolve("tools")).isDirectoryNotContaining("glob:**work*");
    }

    @Test
    void shouldInstallWhatASourceOffersAndFindItTheNextTime() {
        ToolSource source = offering("the moon", folder -> FakeTool.writeTo(folder.resolve("usr/bin"), "1.3.0"));

        ToolResult first = fetcher(List.of(), source).findOrFetch(FakeTool.spec());
        ToolResult second = fetcher(List.of()).findOrFetch(FakeTool.spec());

        Path installed = temp.resolve("tools/frob-1.3.0/frob");
        assertThat(List.of(first, second)).containsOnly(new ToolResult.Found(installed, "1.3.0"));
        assertThat(progress)
                .containsExactly(
                        "frob: fetching it from the moon", "frob 1.3.0: from the moon into " + temp.resolve("tools"));
    }

    @Test
    void shouldRefuseAProgramOfAnotherVersionThanWanted() {
        ToolSource tooNew = offering("the moon", folder -> FakeTool.writeTo(folder, "2.0.0"));
        ToolSource fitting = offering("the sun", folder -> FakeTool.writeTo(folder, "1.3.0"));

        ToolResult result = fetcher(List.of(), tooNew, fitting).findOrFetch(FakeTool.spec());

        assertThat(result).isEqualTo(new ToolResult.Found(temp.resolve("tools/frob-1.3.0/frob"), "1.3.0"));
    }

    @Test
    void shouldFetchOnceWhenManyAskAtTheSameTime() throws Exception {
        AtomicInteger fetched = new AtomicInteger();
        ToolSource source = offering("the moon", folder -> {
            fetched.incrementAndGet();
            return FakeTool.writeTo(folder, "1.3.0");
        });
        Callable<ToolResult> ask =
                () -> new ToolFetcher(new ToolFolder(temp.resolve("tools")), List.of(), List.of(source), line -> {})
                        .findOrFetch(FakeTool.spec());

        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (Future<ToolResult> result : threads.invokeAll(List.of(ask, ask, ask, ask))) {
                assertThat(result.get()).isInstanceOf(ToolResult.Found.class);
            }
        } finally {
            threads.shutdown();
        }

        assertThat(fetched).hasValue(1);
    }

    @Test
    void shouldNotAskSourcesAgainWhileAFailureIsRemembered() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        ToolFetcher fetcher = fetcher(List.of(temp.resolve("bin")), offering("the moon", folder -> {
            asked.incrementAndGet();
            throw new IOException("no rocket");
        }));
        Instant now = Instant.now();

        ToolResult first = remembering(now).ask(fetcher, FakeTool.spec());
        ToolResult remembered = remembering(now.plusSeconds(50)).ask(fetcher, FakeTool.spec());
        assertThat(remembered).isEqualTo(first);
        assertThat(asked).hasValue(1);

        remembering(now.plusSeconds(70)).ask(fetcher, FakeTool.spec());
        assertThat(asked).hasValue(2);

        Path executable = FakeTool.writeTo(temp.resolve("bin"), "1.3.1");
        assertThat(remembering(Instant.now()).ask(fetcher, FakeTool.spec()))
                .isEqualTo(new ToolResult.Found(executable, "1.3.1"));
    }

    private RememberedFailures remembering(Instant now) {
        return new RememberedFailures(temp.resolve("tools"), Clock.fixed(now, ZoneOffset.UTC), Duration.ofSeconds(60));
    }

    private ToolFetcher fetcher(List<Path> path, ToolSource... sources) {
        return new ToolFetcher(new ToolFolder(temp.resolve("tools")), path, List.of(sources), progress::add);
    }

    private static ToolSource offering(String description, Fetch fetch) {
        return spec -> List.of(new ToolSource.Offer() {
            @Override
            public String description() {
                return description;
            }

            @Override
            public Path fetchInto(Path folder) throws IOException {
                return fetch.into(folder);
            }
        });
    }

    private interface Fetch {
        Path into(Path folder) throws IOException;
    }
}
