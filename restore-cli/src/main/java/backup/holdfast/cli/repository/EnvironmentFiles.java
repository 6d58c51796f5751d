package backup.holdfast.cli.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.cluster.RepositoryAccess;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads what opens a repository from files, or from standard input, so that nothing secret lands on a command line. */
public final class EnvironmentFiles {
    private static final String STANDARD_INPUT = "-";

    private final BufferedReader standardInput;

    public EnvironmentFiles(BufferedReader standardInput) {
        this.standardInput = requireNonNull(standardInput, "standardInput is null");
    }

    /** Lines of {@code NAME=VALUE}, with or without {@code export} and quotes; blank ones and comments are passed over. */
    public Map<String, String> variables(String file) {
        Map<String, String> variables = new TreeMap<>();
        for (String line : text(file).lines().toList()) {
            String bare = line.strip().replaceFirst("^export\\s+", "");
            if (bare.isEmpty() || bare.startsWith("#")) {
                continue;
            }
            int equals = bare.indexOf('=');
            if (equals < 1) {
                throw new StopException(
                        ExitCode.USAGE,
                        "a line of " + file + " is not NAME=VALUE",
                        "Its value is not shown here; look for it there.");
            }
            variables.put(
                    bare.substring(0, equals).strip(),
                    unquoted(bare.substring(equals + 1).strip()));
        }
        return variables;
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1
                && (value.startsWith("\"") || value.startsWith("'"))
                && value.charAt(0) == value.charAt(value.length() - 1);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    /** The keys of a Secret's manifest that are restic's. */
    public Map<String, String> secret(String file) {
        Secret secret;
        try {
            secret = new KubernetesSerialization().unmarshal(text(file), Secret.class);
        } catch (RuntimeException e) {
            throw notASecret(file, e);
        }
        if (secret == null || !"Secret".equals(secret.getKind())) {
            throw notASecret(file, null);
        }
        Map<String, String> variables = new TreeMap<>();
        try {
            Objects.requireNonNullElse(secret.getData(), Map.<String, String>of())
                    .forEach((key, value) -> variables.put(
                            key, new String(Base64.getMimeDecoder().decode(value), UTF_8)));
        } catch (IllegalArgumentException e) {
            throw new StopException(
                    ExitCode.USAGE,
                    "the data of the Secret in " + file + " is not base64",
                    "Is it still encrypted? sops -d decrypts it.",
                    e);
        }
        variables.putAll(Objects.requireNonNullElse(secret.getStringData(), Map.of()));
        variables.keySet().removeIf(key -> !RepositoryAccess.isForRestic(key));
        return variables;
    }

    private static StopException notASecret(String file, @org.jspecify.annotations.Nullable RuntimeException cause) {
        String what = file + " holds no manifest of a Secret";
        String advice = "Decrypted, as kubectl would take it: kind: Secret, with data or stringData.";
        return cause == null
                ? new StopException(ExitCode.USAGE, what, advice)
                : new StopException(ExitCode.USAGE, what, advice, cause);
    }

    private String text(String file) {
        try {
            return file.equals(STANDARD_INPUT)
                    ? standardInput.lines().collect(Collectors.joining("\n"))
                    : Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new StopException(
                    ExitCode.NOT_FOUND, "cannot read " + file, "Name another file, or - for standard input.", e);
        }
    }
}
