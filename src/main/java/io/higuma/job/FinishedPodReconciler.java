package io.higuma.job;

import io.fabric8.kubernetes.api.model.Pod;
import io.higuma.dataplane.ObjectMetadata;
import io.higuma.events.EventRecorder;
import io.higuma.events.EventType;
import io.higuma.job.EnvoyAdmin.NotReachedException;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.MetadataReader;
import io.higuma.service.ObjectKey;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Ends the sidecars of pods that have done their work: a Job completes when all containers of its
 * pod have ended.
 */
public final class FinishedPodReconciler {
  private static final Logger LOG = Logger.getLogger(FinishedPodReconciler.class);

  /** By then some seconds have gone: an Envoy that was just ending has ended. */
  private static final int TELL_AFTER = 4;

  /** Some four minutes, as {@code WorkQueue} waits between them. */
  private static final int TRIES = 10;

  private final Function<ObjectKey, Optional<Pod>> pods;
  private final EnvoyAdmin envoys;
  private final long defaultPort;
  private final EventRecorder events;
  private final Results results;

  /** Failed ones, of pods that are still being tried. */
  private final Map<ObjectKey, Integer> tries = new ConcurrentHashMap<>();

  /** Counts what came of tries. */
  public interface Results {
    void accepted();

    void failed();
  }

  /**
   * @param pods as they are known now
   * @param defaultPort of Envoy's admin interface
   */
  public FinishedPodReconciler(
      Function<ObjectKey, Optional<Pod>> pods,
      EnvoyAdmin envoys,
      long defaultPort,
      EventRecorder events,
      Results results) {
    this.pods = pods;
    this.envoys = envoys;
    this.defaultPort = defaultPort;
    this.events = events;
    this.results = results;
  }

  /**
   * Asks the pod's Envoy to end, if it is to end.
   *
   * @throws NotReachedException to be tried again
   */
  public void reconcile(ObjectKey key) {
    Optional<Pod> finished = pods.apply(key).filter(FinishedPod::isHeldBySidecar);
    if (finished.isEmpty()) {
      tries.remove(key);
      return;
    }
    Pod pod = finished.get();
    try {
      envoys.quit(pod.getStatus().getPodIP(), port(pod));
      tries.remove(key);
      results.accepted();
      LOG.debugv("Asked the sidecar of a finished pod to end; pod={0}", key);
    } catch (NotReachedException e) {
      results.failed();
      again(key, pod, e);
    }
  }

  private void again(ObjectKey key, Pod pod, NotReachedException failure) {
    int failed = tries.merge(key, 1, Integer::sum);
    if (failed == TELL_AFTER) {
      events.record(
          pod,
          EventType.WARNING,
          "SidecarNotEnded",
          "The work of the pod is done, and its sidecar could not be asked to end: %s. Until it ends, the Job does not complete. `kubectl delete pod` ends it; native sidecars (experimental.sidecarContainers) end by themselves"
              .formatted(failure.getMessage()));
    }
    if (failed < TRIES) {
      throw failure;
    }
    tries.remove(key);
    LOG.warnv(
        "The sidecar of a finished pod is left running after {0} tries; pod={1}: {2}",
        failed, key, failure.getMessage());
  }

  private long port(Pod pod) {
    return new MetadataReader(ObjectMetadata.annotations(pod))
        .read(Annotations.ADMIN_PORT)
        .filter(port -> port != 0)
        .orElse(defaultPort);
  }
}
