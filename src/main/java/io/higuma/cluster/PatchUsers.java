package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.higuma.api.v1alpha1.ContainerPatch;
import io.higuma.containerpatch.ContainerPatchReconciler;
import io.higuma.containerpatch.PatchUsage;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The pods that use a ContainerPatch, from memory.
 *
 * @param systemNamespace its ContainerPatches are for every pod, and win
 * @param reach whether those of other namespaces count for the pods there
 * @param forAll names of the patches that every pod gets
 */
public record PatchUsers(
    ClusterCaches caches,
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
    return new PatchUsage(
        pods(namespace, patch)
            .map(pod -> pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName())
            .toList());
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
        new InformerTrigger<Pod, ContainerPatch>(
            "pod",
            caches.podInformer(),
            pod ->
                Stream.concat(forAll.stream(), ClusterCaches.patchNames(pod).stream())
                    .flatMap(name -> patchesOf(name, pod.getMetadata().getNamespace()))
                    .collect(Collectors.toSet())));
  }

  private Stream<ResourceID> patchesOf(String name, String podNamespace) {
    return switch (reach) {
      case OF_SYSTEM_NAMESPACE -> Stream.of(new ResourceID(name, systemNamespace));
      case OF_ALL_NAMESPACES ->
          Stream.of(new ResourceID(name, systemNamespace), new ResourceID(name, podNamespace));
    };
  }
}
