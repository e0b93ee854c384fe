package io.higuma.dataplane;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was told last on each pod that can't have its object, so that nothing is told twice. Of pods
 * that nobody looks at any more the oldest are forgotten.
 */
final class ToldFailures {
  private static final int PODS = 10_000;

  private final Map<String, Told> byPod = new Latest();

  private record Told(@Nullable String uid, String why) {}

  /** Whether that was not the last that was told on the pod; from now on it is. */
  synchronized boolean isNews(Pod pod, String why) {
    var told = new Told(pod.getMetadata().getUid(), why);
    return !told.equals(byPod.put(key(pod), told));
  }

  /** The pod is as it should be, or gone. */
  synchronized void forget(Pod pod) {
    byPod.remove(key(pod));
  }

  private static String key(Pod pod) {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }

  private static final class Latest extends LinkedHashMap<String, Told> {
    private static final long serialVersionUID = 1L;

    Latest() {
      super(16, 0.75f, true); // in the order of their last use
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Told> eldest) {
      return size() > PODS;
    }
  }
}
