package backup.holdfast.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backup.holdfast.controller.mover.job.JobMoverOptions;
import backup.holdfast.controller.mover.job.MoverDefaults;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class MoverFlagsTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("HTTPS_PROXY", "http://proxy:3128", "AWS_SECRET_ACCESS_KEY", "secret-word");

    private Optional<String> ownImage = Optional.empty();

    @Test
    void shouldRunMoversInPodsOfTheImage() {
        MoverChoice choice =
                parse("--mover-image=holdfast:1", "--mover-image-pull-policy=Always", "--mover-pull-secrets=a,b");

        assertThat(choice)
                .isEqualTo(new MoverChoice.Jobs(new JobMoverOptions(
                        "holdfast:1",
                        "Always",
                        List.of("a", "b"),
                        MoverDefaults.NONE,
                        Map.of("HTTPS_PROXY", "http://proxy:3128"))));
    }

    @Test
    void shouldRunMoversFromTheControllersOwnImage() {
        ownImage = Optional.of("mirror.example/holdfast:2");

        MoverChoice.Jobs unsaid = (MoverChoice.Jobs) parse();
        MoverChoice.Jobs said = (MoverChoice.Jobs) parse("--mover-image=holdfast:1");

        assertThat(unsaid.options().image()).isEqualTo("mirror.example/holdfast:2");
        assertThat(said.options().image()).isEqualTo("holdfast:1");
    }

    @Test
    void shouldReadWhatMoversGetWhereASourceSaysNothing(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("defaults.yaml"), "securityContext: {runAsUser: 568}");

        MoverChoice.Jobs jobs = (MoverChoice.Jobs) parse("--mover-image=holdfast:1", "--mover-defaults=" + file);

        assertThat(jobs.options().defaults())
                .isEqualTo(new MoverDefaults(
                        null,
                        new PodSecurityContextBuilder().withRunAsUser(568L).build(),
                        List.of(),
                        Map.of(),
                        null));
    }

    @Test
    void shouldRefuseDefaultsThatAreNotThere() {
        assertThatThrownBy(() -> parse("--mover-image=holdfast:1", "--mover-defaults=nowhere.yaml"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("cannot read nowhere.yaml");
    }

    @Test
    void shouldRunMoversOnThisMachine() {
        assertThat(parse("--mover=local", "--local-volumes=v", "--local-state=s"))
                .isInstanceOf(MoverChoice.Processes.class);
    }

    @ParameterizedTest
    @CsvSource({
        "--mover=job, --mover job needs --mover-image",
        "--mover=local, --mover local needs --local-volumes",
        "--local-volumes=v, --mover job needs --mover-image",
    })
    void shouldSayWhatIsMissing(String option, String message) {
        assertThatThrownBy(() -> parse(option))
                .isInstanceOf(ParameterException.class)
                .hasMessage(message);
    }

    private MoverChoice parse(String... arguments) {
        Program program = new Program();
        new CommandLine(program).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
        return program.movers.choice(ENVIRONMENT, () -> ownImage);
    }

    @Command(name = "holdfast")
    private static final class Program {
        @Mixin
        private final MoverFlags movers = new MoverFlags();
    }
}
