package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.higuma.api.v1alpha1.ContainerPatch;
import io.higuma.containerpatch.CheckedPatch;
import io.higuma.containerpatch.ContainerPatchReconciler;
import io.higuma.containerpatch.PatchUsage;
import io.higuma.validation.Violation;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The pods that use a ContainerPatch, from memory.
 *
 * @param sidecars knows the pods that would be refused now
 * @param systemNamespace its ContainerPatches are for every pod, and win
 * @param reach whether those of other namespaces count for the pods there
 * @param forAll names of the patches that every pod gets
 */
public record PatchUsers(
    ClusterCaches caches,
    SidecarWatch sidecars,
    String systemNamespace,
    ClusterCaches.ContainerPatches reach,
    List<String> forAll)
    implements ContainerPatchReconciler.Users {
  public PatchUsers {
    forAll = List.copyOf(forAll);
  }

  @Override
  public boolean isComplete() {
    return caches.hasSynced();
  }

  @Override
  public PatchUsage of(String namespace, String patch) {
    List<String> pods = pods(namespace, patch).map(Cache::metaNamespaceKeyFunc).toList();
    Map<String, List<Violation>> failing = sidecars.failing();
    if (failing.isEmpty()) {
      return new PatchUsage(pods);
    }
    var because = new HashMap<String, String>();
    for (String pod : pods) {
      List<Violation> ofPatch =
          failing.getOrDefault(pod, List.of()).stream()
              .filter(violation -> CheckedPatch.isNamedIn(violation, patch))
              .toList();
      if (!ofPatch.isEmpty()) {
        because.put(pod, Violation.join(ofPatch));
      }
    }
    return new PatchUsage(pods, because);
  }

  private Stream<Pod> pods(String namespace, String patch) {
    if (namespace.equals(systemNamespace)) {
      return (forAll.contains(patch) ? caches.pods() : caches.podsWithPatch(patch)).stream();
    }
    if (caches.containerPatch(systemNamespace, patch).isPresent()) {
      return Stream.empty();
    }
    return caches.podsWithPatch(patch).stream()
        .filter(pod -> pod.getMetadata().getNamespace().equals(namespace));
  }

  @Override
  public List<EventSource<?, ContainerPatch>> triggers() {
    return List.of(
        new InformerTrigger<Pod, ContainerPatch>("pod", caches.podInformer(), this::patchesOf),
        new PatchNews(sidecars, this::patchesOf));
  }

  private Set<ResourceID> patchesOf(Pod pod) {
    return Stream.concat(forAll.stream(), ClusterCaches.patchNames(pod).stream())
        .flatMap(name -> patchesOf(name, pod.getMetadata().getNamespace()))
        .collect(Collectors.toSet());
  }

  private Stream<ResourceID> patchesOf(String name, String podNamespace) {
    return switch (reach) {
      case OF_SYSTEM_NAMESPACE -> Stream.of(new ResourceID(name, systemNamespace));
      case OF_ALL_NAMESPACES ->
          Stream.of(new ResourceID(name, systemNamespace), new ResourceID(name, podNamespace));
    };
  }
}
