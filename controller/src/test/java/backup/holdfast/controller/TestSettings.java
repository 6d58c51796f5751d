package backup.holdfast.controller;

import backup.holdfast.controller.mover.job.JobMoverOptions;
import backup.holdfast.controller.mover.local.LocalMoverOptions;
import backup.holdfast.replication.schedule.SchedulePolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Controllers as tests start them: at a free port of this machine, with slots in UTC. */
final class TestSettings {
    private TestSettings() {}

    /** @param namespaces none for the whole cluster */
    static HoldfastSettings of(Set<String> namespaces, MoverChoice movers) {
        return new HoldfastSettings(
                "test",
                namespaces,
                ZoneOffset.UTC,
                SchedulePolicy.DEFAULT,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                movers);
    }

    /** Of the image that test kubelets call {@code holdfast}. */
    static MoverChoice pods() {
        return new MoverChoice.Jobs(JobMoverOptions.ofImage("registry.example/holdfast:1.0", Map.of()));
    }

    /** With a real restic, for volumes and state below this folder. */
    static MoverChoice processes(Path folder) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("HOLDFAST_RESTIC", Scene.restic().toString());
        return new MoverChoice.Processes(
                LocalMoverOptions.sameProgram(folder.resolve("volumes"), folder.resolve("state"), environment));
    }
}
