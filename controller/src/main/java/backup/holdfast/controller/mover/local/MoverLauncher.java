package backup.holdfast.controller.mover.local;

import backup.holdfast.controller.mover.MoverAssignment;
import backup.holdfast.controller.mover.MoverBackend.MoverRefusedException;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverPlan;
import backup.holdfast.replication.plan.PlanCodec;
import backup.holdfast.restic.process.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Starts mover processes: with their plan and credentials in an environment that holds nothing else of ours. */
final class MoverLauncher {
    private final LocalMoverOptions options;
    private final ProcessTable processes;
    private final View view;
    private final PlanCodec plans = new PlanCodec();

    MoverLauncher(LocalMoverOptions options, ProcessTable processes, View view) {
        this.options = options;
        this.processes = processes;
        this.view = view;
    }

    /** Which files movers see. */
    enum View {
        /** The volume at /data, as in a pod. */
        OWN,
        /** The volume where it is. */
        HOSTS
    }

    /** A mover that is at work and can be found again by its folder. */
    Process launch(MoverAssignment assignment, RunFolder folder, Path volume) throws IOException {
        String plan = encoded(assignment.plan());
        folder.create();
        Files.createDirectories(assignment.plan().workspace().cache());
        MoverFiles files = new MoverFiles(assignment, folder);
        files.writeCertificate();
        Process process = start(assignment, plan, folder, volume, files.environment());
        try {
            folder.recordMover(processes.identify(process.toHandle()));
        } catch (IOException e) {
            // One that nobody could find again must not run.
            process.destroyForcibly().onExit().join();
            throw e;
        }
        return process;
    }

    private String encoded(MoverPlan plan) {
        try {
            return plans.encode(plan);
        } catch (IllegalArgumentException e) {
            throw new MoverRefusedException(FailureClass.INVALID_SPEC, String.valueOf(e.getMessage()), e);
        }
    }

    private Process start(
            MoverAssignment assignment, String plan, RunFolder folder, Path volume, Map<String, String> restic)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(assignment.plan(), folder, volume));
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(options.environment());
        environment.putAll(restic);
        environment.put("TMPDIR", folder.temp().toString());
        environment.put("HOLDFAST_TERMINATION_LOG", folder.outcome().toString());
        environment.put("HOLDFAST_RESTIC_PROCESS", folder.resticProcess().toString());
        environment.put(PlanCodec.ENVIRONMENT_VARIABLE, plan);
        builder.redirectError(ProcessBuilder.Redirect.appendTo(folder.log().toFile()));
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private List<String> command(MoverPlan plan, RunFolder folder, Path volume) {
        return switch (view) {
            case OWN -> PrivateMount.wrap(plan.runId().value(), volume, folder.root(), options.command());
            case HOSTS -> options.command();
        };
    }
}
