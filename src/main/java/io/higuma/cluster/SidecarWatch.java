package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.higuma.inject.ClusterView;
import io.higuma.inject.SidecarCheck;
import io.higuma.mesh.SidecarsOfMesh;
import io.higuma.metadata.Labels;
import io.higuma.validation.Violation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Knows the pods whose sidecar would come out differently today, and those that a ContainerPatch
 * would have refused. Looks at a pod when it appears and when something changes that its sidecar
 * depends on, never at all of them for one change; the settings change by a restart only.
 */
public final class SidecarWatch implements SidecarsOfMesh {
  private static final Logger LOG = Logger.getLogger(SidecarWatch.class);

  /**
   * A rollout changes the number with each pod; a status that follows every ten seconds will do.
   */
  private static final int SWEEPS_BETWEEN_NEWS = 10;

  private final ClusterCaches caches;
  private final Supplier<SidecarCheck> check;
  private final Set<String> dirty = ConcurrentHashMap.newKeySet();
  private final ConcurrentMap<String, SortedSet<String>> stale = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, String> meshOfStale = new ConcurrentHashMap<>();
  private final ConcurrentSkipListMap<String, List<Violation>> failing =
      new ConcurrentSkipListMap<>();
  private final List<Consumer<String>> ofMeshes = new CopyOnWriteArrayList<>();
  private final List<Consumer<Pod>> ofPatches = new CopyOnWriteArrayList<>();
  private final Map<String, Told> told = new HashMap<>();
  private volatile boolean complete;
  private long sweeps;

  /** What was said of a mesh last, and when. */
  private record Told(Stale state, long sweep) {}

  /**
   * Begins to listen.
   *
   * @param check from the memory of these caches alone; asked for when there are pods
   * @param patchesForAll names of the ContainerPatches that every pod gets
   */
  public SidecarWatch(
      ClusterCaches caches, Supplier<SidecarCheck> check, List<String> patchesForAll) {
    this.caches = caches;
    this.check = check;
    new SidecarChanges(caches, patchesForAll, dirty).watch();
  }

  /** Has somebody told the names of meshes of which there is news. */
  public void onNewsOfMesh(Consumer<String> listener) {
    ofMeshes.add(listener);
  }

  /** Has somebody told the pods that a ContainerPatch begins or ceases to fail on. */
  public void onNewsOfPatches(Consumer<Pod> listener) {
    ofPatches.add(listener);
  }

  @Override
  public Optional<Stale> of(String mesh) {
    return complete ? Optional.of(now(mesh)) : Optional.empty();
  }

  /** What is wrong by pod, of those that a ContainerPatch would have refused now. */
  Map<String, List<Violation>> failing() {
    return failing;
  }

  /** Whether the sidecar of a pod can still be old: one that has ended runs none. */
  static boolean counts(Pod pod) {
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return pod.getMetadata().getDeletionTimestamp() == null
        && !"Succeeded".equals(phase)
        && !"Failed".equals(phase);
  }

  /** Looks at the pods that something has changed for. To be called about once a second. */
  public void sweep() {
    if (!caches.hasSynced()) {
      return;
    }
    sweeps++;
    if (!complete) {
      // News of pods may still be on its way, and a number that is too low would be told.
      caches.pods().forEach(pod -> dirty.add(Cache.metaNamespaceKeyFunc(pod)));
    }
    for (Iterator<String> each = dirty.iterator(); each.hasNext(); ) {
      String key = each.next();
      each.remove(); // Before the look: what changes meanwhile is looked at again.
      look(key);
    }
    complete = true;
    Set<String> known = new HashSet<>(caches.meshNames());
    known.addAll(stale.keySet());
    told.keySet().retainAll(known);
    known.forEach(this::tell);
  }

  /**
   * Knows nothing any more: the next sweep looks at all pods. In place of a sweep while another
   * replica tells of them.
   */
  public void forgetAll() {
    dirty.clear();
    if (complete) {
      complete = false;
      stale.clear();
      meshOfStale.clear();
      failing.clear();
      told.clear();
    }
  }

  private void look(String key) {
    Optional<Pod> pod = caches.podByKey(key);
    if (pod.isEmpty() || !counts(pod.get())) {
      forget(key);
      List<Violation> before = failing.remove(key);
      if (before != null && pod.isPresent()) {
        ofPatches.forEach(listener -> listener.accept(pod.get()));
      }
      return;
    }
    Map<String, String> labels = pod.get().getMetadata().getLabels();
    Map<String, String> annotations = pod.get().getMetadata().getAnnotations();
    SidecarCheck.Verdict verdict;
    try {
      verdict =
          annotations == null
              ? SidecarCheck.Verdict.UNKNOWN
              : check.get().check(pod.get().getMetadata().getNamespace(), labels, annotations);
    } catch (ClusterView.UnavailableException e) {
      verdict = SidecarCheck.Verdict.UNKNOWN;
    } catch (RuntimeException e) {
      // One odd pod must not keep the others from being looked at.
      LOG.warnv("The sidecar of pod {0} could not be looked at: {1}", key, e.toString());
      verdict = SidecarCheck.Verdict.UNKNOWN;
    }
    forget(key);
    List<Violation> why = List.of();
    switch (verdict) {
      case SidecarCheck.Verdict.Stale() -> {
        String mesh = labels.getOrDefault(Labels.MESH.name(), "");
        stale.computeIfAbsent(mesh, name -> new ConcurrentSkipListSet<>()).add(key);
        meshOfStale.put(key, mesh);
      }
      case SidecarCheck.Verdict.PatchFails(var found) -> why = found;
      case SidecarCheck.Verdict.Current(), SidecarCheck.Verdict.Unknown() -> {}
    }
    List<Violation> before = why.isEmpty() ? failing.remove(key) : failing.put(key, why);
    if (!why.equals(before == null ? List.of() : before)) {
      ofPatches.forEach(listener -> listener.accept(pod.get()));
    }
  }

  private void forget(String key) {
    String mesh = meshOfStale.remove(key);
    if (mesh != null) {
      stale.computeIfPresent(
          mesh,
          (name, pods) -> {
            pods.remove(key);
            return pods.isEmpty() ? null : pods;
          });
    }
  }

  private Stale now(String mesh) {
    SortedSet<String> pods = stale.get(mesh);
    return pods == null || pods.isEmpty() ? Stale.NONE : new Stale(pods.size(), pods.first());
  }

  /** Says at once that there are some, or none any more, and other changes a little later. */
  private void tell(String mesh) {
    Stale now = now(mesh);
    Told last = told.get(mesh);
    if (last != null && last.state().equals(now)) {
      return;
    }
    if (last == null
        || (last.state().pods() == 0) != (now.pods() == 0)
        || sweeps - last.sweep() >= SWEEPS_BETWEEN_NEWS) {
      told.put(mesh, new Told(now, sweeps));
      ofMeshes.forEach(listener -> listener.accept(mesh));
    }
  }
}
