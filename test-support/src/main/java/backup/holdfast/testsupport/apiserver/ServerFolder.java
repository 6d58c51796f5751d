package backup.holdfast.testsupport.apiserver;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.files.FileTrees;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The files of one server: keys, tokens, certificates, data, logs. Only their owner may read them. */
record ServerFolder(Path root, String adminToken, ServiceAccountKeys keys) {

    private static final String PREFIX = "holdfast-apiserver-";

    ServerFolder {
        requireNonNull(root, "root is null");
        requireNonNull(adminToken, "adminToken is null");
        requireNonNull(keys, "keys is null");
    }

    static ServerFolder create() throws IOException {
        deleteLeftovers();
        Path root = Files.createTempDirectory(PREFIX + ProcessHandle.current().pid() + "-");
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        String adminToken = HexFormat.of().formatHex(random);
        Files.writeString(root.resolve("tokens.csv"), adminToken + ",admin,admin,\"system:masters\"\n");
        return new ServerFolder(root, adminToken, ServiceAccountKeys.generate(root));
    }

    /** What JVMs left behind that were killed: etcd's data are large. */
    private static void deleteLeftovers() throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(temporary, PREFIX + "*")) {
            for (Path folder : folders) {
                String[] words = folder.getFileName()
                        .toString()
                        .substring(PREFIX.length())
                        .split("-", 2);
                boolean alive = ProcessHandle.of(Long.parseLong(words[0])).isPresent();
                if (!alive && Files.isWritable(folder)) {
                    FileTrees.delete(folder);
                }
            }
        }
    }

    Path tokens() {
        return root.resolve("tokens.csv");
    }

    Path etcdData() {
        return root.resolve("etcd");
    }

    Path certificates() {
        return root.resolve("certificates");
    }

    /** Written by the server itself when it first starts, followed by the authority that signed it. */
    Path servingCertificate() {
        return certificates().resolve("apiserver.crt");
    }

    Path kubeconfig() {
        return root.resolve("kubeconfig");
    }

    Path log(String process) {
        return root.resolve(process + ".log");
    }

    void writeKubeconfig(ServerPorts ports) throws IOException {
        Files.writeString(kubeconfig(), """
                apiVersion: v1
                kind: Config
                clusters:
                - name: test
                  cluster:
                    server: %s
                    certificate-authority: %s
                users:
                - name: admin
                  user:
                    token: %s
                contexts:
                - name: test
                  context:
                    cluster: test
                    user: admin
                current-context: test
                """.formatted(ports.apiServerUrl(), servingCertificate(), adminToken));
    }
}
