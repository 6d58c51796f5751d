package backup.holdfast.testsupport.kubelet.sandbox;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Who a container's process is and what it may do.
 *
 * @param groups further groups
 * @param capabilities what is left of root's might, by the kernel's names in lower case without {@code cap_}
 */
public record Rights(long user, long group, List<Long> groups, Set<String> capabilities, Escalation escalation) {

    /** What container runtimes leave a container that asks for nothing. */
    public static final Set<String> USUAL = Set.of(
            "chown",
            "dac_override",
            "fowner",
            "fsetid",
            "kill",
            "setgid",
            "setuid",
            "setpcap",
            "net_bind_service",
            "net_raw",
            "sys_chroot",
            "mknod",
            "audit_write",
            "setfcap");

    /** Stands for every capability. */
    public static final String ALL = "all";

    public Rights {
        groups = List.copyOf(groups);
        capabilities = Set.copyOf(capabilities);
        requireNonNull(escalation, "escalation is null");
    }

    /** Whether set-user-ID programs work. */
    public enum Escalation {
        ALLOWED,
        FORBIDDEN
    }

    /** The words before a command that make it so. */
    List<String> command(String setpriv) {
        List<String> command = new ArrayList<>(List.of(setpriv, "--reuid=" + user, "--regid=" + group));
        command.add(
                groups.isEmpty()
                        ? "--clear-groups"
                        : "--groups=" + groups.stream().map(String::valueOf).collect(Collectors.joining(",")));
        if (!capabilities.contains(ALL)) {
            command.add(new TreeSet<>(capabilities)
                    .stream()
                            .map(capability -> ",+" + capability)
                            .collect(Collectors.joining("", "--bounding-set=-all", "")));
        }
        command.add("--inh-caps=-all");
        switch (escalation) {
            case FORBIDDEN -> command.add("--no-new-privs");
            case ALLOWED -> {
                // As it is.
            }
        }
        // A change of user clears the signal that ends the process along with the one that started it.
        command.addAll(List.of("--pdeathsig", "keep"));
        return command;
    }
}
