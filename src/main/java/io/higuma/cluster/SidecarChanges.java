package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.higuma.api.v1alpha1.ContainerPatch;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Tells which pods a change in the cluster concerns, as far as their sidecars go. Most changes of
 * pods are of their status, and concern none.
 *
 * @param patchesForAll names of the ContainerPatches that every pod gets
 * @param dirty where the keys of the pods go
 */
record SidecarChanges(ClusterCaches caches, List<String> patchesForAll, Set<String> dirty) {
  SidecarChanges {
    patchesForAll = List.copyOf(patchesForAll);
  }

  void watch() {
    caches.podInformer().addEventHandler(new Handler<>(SidecarChanges::isSamePod, List::of));
    caches
        .namespaceInformer()
        .addEventHandler(
            new Handler<>(
                SidecarChanges::isSameMetadata,
                namespace -> caches.pods(namespace.getMetadata().getName())));
    caches
        .containerPatchInformer()
        .addEventHandler(
            new Handler<>(
                (before, after) -> Objects.equals(before.getSpec(), after.getSpec()),
                this::usersOf));
    caches
        .meshInformer()
        .addEventHandler(
            new Handler<>(
                (before, after) -> true, mesh -> caches.podsOfMesh(mesh.getMetadata().getName())));
    caches
        .configMapInformer()
        .ifPresent(configMaps ->
            configMaps.addEventHandler(
                new Handler<>(
                    (before, after) -> Objects.equals(before.getData(), after.getData()),
                    configMap -> caches.pods())));
  }

  private Collection<Pod> usersOf(ContainerPatch patch) {
    String name = patch.getMetadata().getName();
    return patchesForAll.contains(name) ? caches.pods() : caches.podsWithPatch(name);
  }

  private static boolean isSamePod(Pod before, Pod after) {
    return isSameMetadata(before, after)
        && SidecarWatch.counts(before) == SidecarWatch.counts(after);
  }

  private static boolean isSameMetadata(HasMetadata before, HasMetadata after) {
    return Objects.equals(before.getMetadata().getLabels(), after.getMetadata().getLabels())
        && Objects.equals(
            before.getMetadata().getAnnotations(), after.getMetadata().getAnnotations());
  }

  private final class Handler<T extends HasMetadata> implements ResourceEventHandler<T> {
    private final BiPredicate<T, T> same;
    private final Function<T, Collection<Pod>> concerned;

    Handler(BiPredicate<T, T> same, Function<T, Collection<Pod>> concerned) {
      this.same = same;
      this.concerned = concerned;
    }

    @Override
    public void onAdd(T added) {
      look(added);
    }

    @Override
    public void onUpdate(T before, T after) {
      if (!same.test(before, after)) {
        look(after);
      }
    }

    @Override
    public void onDelete(T deleted, boolean lastStateUnknown) {
      look(deleted);
    }

    private void look(T object) {
      concerned.apply(object).forEach(pod -> dirty.add(Cache.metaNamespaceKeyFunc(pod)));
    }
  }
}
