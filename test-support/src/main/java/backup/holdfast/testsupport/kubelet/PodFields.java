package backup.holdfast.testsupport.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The downward API: what a container may learn of its own pod. Pure. */
final class PodFields {

    private static final Pattern ENTRY = Pattern.compile("metadata\\.(labels|annotations)\\['([^']+)'\\]");
    private static final String WHOLE_MACHINE_CPU = "2";
    private static final String WHOLE_MACHINE_MEMORY = "4Gi";

    private PodFields() {}

    /** The value at a path such as {@code metadata.name}. */
    static String field(Pod pod, String path) throws StartProblem {
        Matcher entry = ENTRY.matcher(path);
        if (entry.matches()) {
            return entries(pod, entry.group(1)).getOrDefault(entry.group(2), "");
        }
        return switch (path) {
            case "metadata.name" -> pod.getMetadata().getName();
            case "metadata.namespace" -> pod.getMetadata().getNamespace();
            case "metadata.uid" -> pod.getMetadata().getUid();
            case "metadata.labels", "metadata.annotations" ->
                entries(pod, path.substring("metadata.".length())).entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(one -> one.getKey() + "=\"" + one.getValue() + "\"")
                        .collect(Collectors.joining("\n"));
            case "spec.nodeName" -> pod.getSpec().getNodeName();
            case "spec.serviceAccountName" ->
                Optional.ofNullable(pod.getSpec().getServiceAccountName()).orElse("default");
            case "status.podIP", "status.hostIP", "status.podIPs", "status.hostIPs" -> "127.0.0.1";
            default -> throw StartProblem.config("field label not supported: " + path);
        };
    }

    /** A request or limit such as {@code limits.memory}, in the divisor's unit, rounded up. */
    static String resource(Container container, ResourceFieldSelector selector) throws StartProblem {
        String[] words = selector.getResource().split("\\.", 2);
        Optional<Quantity> set = Optional.ofNullable(container.getResources())
                .map(resources -> words[0].equals("limits") ? resources.getLimits() : resources.getRequests())
                .map(quantities -> quantities.get(words[1]));
        Quantity quantity =
                set.orElseGet(() -> new Quantity(words[1].equals("cpu") ? WHOLE_MACHINE_CPU : WHOLE_MACHINE_MEMORY));
        BigDecimal divisor = divisor(selector.getDivisor());
        return Quantity.getAmountInBytes(quantity)
                .divide(divisor, 0, RoundingMode.CEILING)
                .toPlainString();
    }

    private static BigDecimal divisor(@Nullable Quantity divisor) {
        if (divisor == null) {
            return BigDecimal.ONE;
        }
        BigDecimal amount = Quantity.getAmountInBytes(divisor);
        return amount.signum() == 0 ? BigDecimal.ONE : amount;
    }

    private static Map<String, String> entries(Pod pod, String which) {
        Map<String, String> entries = which.equals("labels")
                ? pod.getMetadata().getLabels()
                : pod.getMetadata().getAnnotations();
        return Optional.ofNullable(entries).orElse(Map.of());
    }
}
