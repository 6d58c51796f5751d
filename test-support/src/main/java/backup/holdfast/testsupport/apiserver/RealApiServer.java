package backup.holdfast.testsupport.apiserver;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.files.FileTrees;
import backup.holdfast.testsupport.process.GuardedProcess;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * One kube-apiserver with its own etcd. The API server can be stopped and started again at the same address, its objects survive. Both end
 * with this JVM, however it ends.
 */
public final class RealApiServer implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final int PORT_ATTEMPTS = 3;

    private final ServerFolder folder;
    private final ApiServerBinaries binaries;
    private final ServerPorts ports;
    private final Optional<AuditLog> auditLog;
    private final GuardedProcess etcd;
    private Optional<GuardedProcess> kubeApiServer = Optional.empty();

    private RealApiServer(
            ServerFolder folder, ApiServerBinaries binaries, ServerPorts ports, Optional<AuditLog> auditLog)
            throws IOException {
        this.folder = folder;
        this.binaries = binaries;
        this.ports = ports;
        this.auditLog = auditLog;
        this.etcd =
                GuardedProcess.start(ServerCommands.etcd(binaries.etcd(), folder, ports), Map.of(), folder.log("etcd"));
    }

    /** Starts one and waits until it is ready (2 to 3 s on a quiet machine). */
    public static RealApiServer start(ApiServerBinaries binaries) {
        return start(binaries, Auditing.OFF);
    }

    /** Starts one that writes every request into {@link #auditLog()}. */
    public static RealApiServer startAudited(ApiServerBinaries binaries) {
        return start(binaries, Auditing.ON);
    }

    private static RealApiServer start(ApiServerBinaries binaries, Auditing auditing) {
        requireNonNull(binaries, "binaries is null");
        IllegalStateException failure = new IllegalStateException("the API server did not start");
        for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
            try {
                ServerFolder folder = ServerFolder.create();
                Optional<AuditLog> auditLog =
                        auditing == Auditing.ON ? Optional.of(AuditLog.in(folder.root())) : Optional.empty();
                RealApiServer server = new RealApiServer(folder, binaries, ServerPorts.free(), auditLog);
                try {
                    server.start();
                    return server;
                } catch (IllegalStateException e) {
                    // Most likely somebody else took one of the ports after they had been found free.
                    failure.addSuppressed(e);
                    server.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot start the API server", e);
            }
        }
        throw failure;
    }

    /** Starts the API server again after {@link #stop()}, and waits until it is ready. Nothing happens while it runs. */
    public void start() {
        if (kubeApiServer.isPresent()) {
            return;
        }
        try {
            GuardedProcess process = GuardedProcess.start(
                    ServerCommands.kubeApiServer(binaries.kubeApiServer(), folder, ports, auditLog),
                    Map.of(),
                    folder.log("kube-apiserver"));
            kubeApiServer = Optional.of(process);
            new Readiness(process, folder.log("kube-apiserver"))
                    .await(folder.servingCertificate(), this::adminConfig, START_LIMIT);
            folder.writeKubeconfig(ports);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start kube-apiserver", e);
        }
    }

    /** Kills the API server; connections break. Its objects are kept for the next {@link #start()}. */
    public void stop() {
        kubeApiServer.ifPresent(GuardedProcess::close);
        kubeApiServer = Optional.empty();
    }

    /** For clients that may do everything. */
    public Config adminConfig() {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(ports.apiServerUrl())
                .withOauthToken(folder.adminToken())
                .withCaCertFile(folder.servingCertificate().toString())
                .build();
    }

    /** For clients that act as this user: only what RBAC grants the user or the groups is allowed. */
    public Config configOfUser(String user, String... groups) {
        return new ConfigBuilder(adminConfig())
                .withImpersonateUsername(user)
                .withImpersonateGroups(groups)
                .build();
    }

    /** For clients that carry this bearer token, such as a service account's. */
    public Config configWithToken(String token) {
        return new ConfigBuilder(adminConfig()).withOauthToken(token).build();
    }

    /** A kubeconfig file of the administrator, for kubectl and other programs. */
    public Path kubeconfig() {
        return folder.kubeconfig();
    }

    /** What was asked of the server so far. Only for one that was started audited. */
    public AuditLog auditLog() {
        return auditLog.orElseThrow(
                () -> new IllegalStateException("no audit log: start the server with startAudited()"));
    }

    /** Kills both processes and deletes everything they wrote. */
    @Override
    public void close() {
        stop();
        etcd.close();
        try {
            FileTrees.delete(folder.root());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder.root(), e);
        }
    }

    private enum Auditing {
        ON,
        OFF
    }
}
