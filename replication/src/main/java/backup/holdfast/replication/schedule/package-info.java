/**
 * When a sync is due: triggers, cron and interval schedules, slots, jitter and back-off. Pure: imports java.* alone, and
 * every instant comes in as a parameter.
 */
@NullMarked
package backup.holdfast.replication.schedule;

import org.jspecify.annotations.NullMarked;
