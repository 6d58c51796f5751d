/**
 * Lets the pods of a test cluster run, and plays what a whole cluster has beside its API server: Job controller, scheduler, kubelets, volumes
 * and volume snapshots, garbage collector. Containers are real processes of this machine in namespaces of their own, and claims are folders.
 *
 * <pre>{@code
 * @ClusterTest
 * class MoverIT {
 *     @Test
 *     void shouldBackUp(KubernetesClient client) {
 *         try (TestKubelet kubelet = TestKubelet.on(client)
 *                 .node("node-a")
 *                 .image("holdfast", ContainerImage.java(List.of(), "backup.holdfast.MoverMain"))
 *                 .storageClass("folders")
 *                 .start()) {
 *             // create claims and Jobs through the API, then
 *             PodHandle pod = kubelet.awaitPod("a-job");
 *             pod.awaitRunning();
 *             kubelet.node("node-a").lose();
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>It works on the in-memory API and on a real API server, for the namespace of its client. It needs root on Linux; elsewhere the calling test
 * is aborted and says so. What it does not play: the network of pods (they share the machine's), resource limits, probes, restarts of
 * containers ({@code restartPolicy} other than {@code Never}), Jobs of several pods, Deployments and the like.
 */
@NullMarked
package backup.holdfast.testsupport.kubelet;

import org.jspecify.annotations.NullMarked;
