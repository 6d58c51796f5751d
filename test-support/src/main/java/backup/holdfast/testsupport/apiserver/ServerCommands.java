package backup.holdfast.testsupport.apiserver;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The command lines of the two processes. */
final class ServerCommands {

    private ServerCommands() {}

    static List<String> etcd(Path executable, ServerFolder folder, ServerPorts ports) {
        return List.of(
                executable.toString(),
                "--data-dir=" + folder.etcdData(),
                "--listen-client-urls=" + ports.etcdUrl(),
                "--advertise-client-urls=" + ports.etcdUrl(),
                "--listen-peer-urls=http://127.0.0.1:0",
                "--unsafe-no-fsync",
                "--log-level=warn");
    }

    static List<String> kubeApiServer(
            Path executable, ServerFolder folder, ServerPorts ports, Optional<AuditLog> auditLog) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                executable.toString(),
                "--etcd-servers=" + ports.etcdUrl(),
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--secure-port=" + ports.apiServer(),
                "--cert-dir=" + folder.certificates(),
                "--token-auth-file=" + folder.tokens(),
                "--authorization-mode=RBAC",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + folder.keys().publicKey(),
                "--service-account-signing-key-file=" + folder.keys().privateKey(),
                "--service-cluster-ip-range=10.0.0.0/24",
                "--allow-privileged=true",
                // Nobody makes the service accounts that this plugin would ask every pod to have.
                "--disable-admission-plugins=ServiceAccount",
                // Three that cost start-up time and that one client on one machine has no use for.
                "--enable-priority-and-fairness=false",
                "--endpoint-reconciler-type=none",
                "--profiling=false"));
        if (auditLog.isPresent()) {
            command.addAll(auditLog.get().serverArguments());
        }
        return command;
    }
}
