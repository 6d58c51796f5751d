package backup.holdfast.controller.destination;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.sync.ResolvedSpec.Valid;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.replication.plan.Conduct;
import backup.holdfast.replication.schedule.SchedulePolicy;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestoreExamplesTest {
    private static final Path EXAMPLES = Path.of(System.getProperty("holdfast.root"), "examples");

    @ParameterizedTest
    @ValueSource(strings = {"restore.yaml", "quickstart/restore.yaml"})
    void shouldResolve(String file) throws IOException {
        ReplicationDestination destination = new KubernetesSerialization()
                .unmarshal(Files.readString(EXAMPLES.resolve(file)), ReplicationDestination.class);
        destination.getMetadata().setUid(SampleDestinations.UID);

        assertThat(new DestinationResolver(ZoneOffset.UTC, SchedulePolicy.DEFAULT, Conduct.EVERYDAY)
                        .resolve(destination))
                .isInstanceOf(Valid.class);
    }
}
