package backup.holdfast.controller;

import backup.holdfast.replication.plan.Conduct;
import backup.holdfast.replication.queue.QueueLimits;
import backup.holdfast.replication.schedule.SchedulePolicy;
import java.net.InetSocketAddress;
import java.time.ZoneId;
import java.util.Set;

/**
 * What a controller process is told when it starts.
 *
 * @param instance the name of this replica, in Events
 * @param namespaces those to look after; empty means all
 * @param defaultZone for schedules that name no time zone
 * @param schedules spacing, jitter and back-off where the object says nothing
 * @param ownClass the class of the objects to look after; empty means those without one
 * @param limits how many runs may be under way at once
 * @param conduct whether repositories may be created and cleared up
 */
public record HoldfastSettings(
        String instance,
        Set<String> namespaces,
        ZoneId defaultZone,
        SchedulePolicy schedules,
        InetSocketAddress managementAddress,
        MoverChoice movers,
        String ownClass,
        QueueLimits limits,
        Conduct conduct) {
    public HoldfastSettings {
        namespaces = Set.copyOf(namespaces);
    }

    /** Those of the only Holdfast in its cluster, which works as usual and within the usual limits. */
    public HoldfastSettings(
            String instance,
            Set<String> namespaces,
            ZoneId defaultZone,
            SchedulePolicy schedules,
            InetSocketAddress managementAddress,
            MoverChoice movers) {
        this(
                instance,
                namespaces,
                defaultZone,
                schedules,
                managementAddress,
                movers,
                "",
                QueueLimits.DEFAULT,
                Conduct.EVERYDAY);
    }
}
