/** What watches Holdfast: a real Prometheus and Alertmanager, somebody who is told, and promtool, which tries rules without either. */
@NullMarked
package backup.holdfast.testsupport.monitoring;

import org.jspecify.annotations.NullMarked;
