package backup.holdfast.testsupport.kubelet;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The variables of a container: the image's, then {@code envFrom}, then {@code env}. */
final class ContainerEnvironment {

    /** {@code $$(X)} stands for the text {@code $(X)}. */
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\(([^()]*)\\)");

    private final References references;

    ContainerEnvironment(References references) {
        this.references = requireNonNull(references, "references is null");
    }

    Map<String, String> resolve(Pod pod, Container container, Map<String, String> ofImage, String hostName)
            throws StartProblem {
        String namespace = pod.getMetadata().getNamespace();
        Map<String, String> environment = new LinkedHashMap<>(Map.of("HOSTNAME", hostName));
        environment.putAll(ofImage);
        for (EnvFromSource source : container.getEnvFrom()) {
            addAll(environment, namespace, source);
        }
        for (EnvVar variable : container.getEnv()) {
            EnvVarSource source = variable.getValueFrom();
            if (source == null) {
                String value = Optional.ofNullable(variable.getValue()).orElse("");
                environment.put(variable.getName(), expand(value, environment));
            } else {
                Optional<String> value = value(pod, container, source);
                if (value.isPresent()) {
                    environment.put(variable.getName(), value.get());
                }
            }
        }
        return environment;
    }

    /** The text with {@code $(NAME)} replaced where there is such a variable. */
    static String expand(String text, Map<String, String> environment) {
        return REFERENCE.matcher(text).replaceAll(found -> {
            if (found.group(1) == null) {
                return Matcher.quoteReplacement("$");
            }
            return Matcher.quoteReplacement(environment.getOrDefault(found.group(1), found.group()));
        });
    }

    static List<String> expand(List<String> words, Map<String, String> environment) {
        return words.stream().map(word -> expand(word, environment)).toList();
    }

    private void addAll(Map<String, String> environment, String namespace, EnvFromSource source) throws StartProblem {
        String prefix = Optional.ofNullable(source.getPrefix()).orElse("");
        Optional<Map<String, byte[]>> values = Optional.empty();
        if (source.getSecretRef() != null) {
            values = references.secret(
                    namespace,
                    source.getSecretRef().getName(),
                    source.getSecretRef().getOptional());
        } else if (source.getConfigMapRef() != null) {
            values = references.configMap(
                    namespace,
                    source.getConfigMapRef().getName(),
                    source.getConfigMapRef().getOptional());
        }
        values.orElse(Map.of())
                .forEach((key, value) -> environment.put(prefix + key, new String(value, StandardCharsets.UTF_8)));
    }

    private Optional<String> value(Pod pod, Container container, EnvVarSource source) throws StartProblem {
        String namespace = pod.getMetadata().getNamespace();
        if (source.getSecretKeyRef() != null) {
            var reference = source.getSecretKeyRef();
            return key(
                    references.secret(namespace, reference.getName(), reference.getOptional()),
                    reference.getKey(),
                    "Secret " + namespace + "/" + reference.getName(),
                    reference.getOptional());
        }
        if (source.getConfigMapKeyRef() != null) {
            var reference = source.getConfigMapKeyRef();
            return key(
                    references.configMap(namespace, reference.getName(), reference.getOptional()),
                    reference.getKey(),
                    "ConfigMap " + namespace + "/" + reference.getName(),
                    reference.getOptional());
        }
        if (source.getFieldRef() != null) {
            return Optional.of(PodFields.field(pod, source.getFieldRef().getFieldPath()));
        }
        if (source.getResourceFieldRef() != null) {
            return Optional.of(PodFields.resource(container, source.getResourceFieldRef()));
        }
        throw StartProblem.unsupported("a variable from " + source);
    }

    private static Optional<String> key(
            Optional<Map<String, byte[]>> content, String key, String owner, @Nullable Boolean optional)
            throws StartProblem {
        Optional<String> value =
                content.map(values -> values.get(key)).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
        if (value.isEmpty() && !Boolean.TRUE.equals(optional)) {
            throw StartProblem.config("couldn't find key " + key + " in " + owner);
        }
        return value;
    }
}
