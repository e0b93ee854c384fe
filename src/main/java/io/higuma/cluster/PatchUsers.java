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
 * @param systemNamespace where ContainerPatches are
 * @param forAll names of the patches that every pod gets
 */
public record PatchUsers(ClusterCaches caches, String systemNamespace, List<String> forAll)
    implements ContainerPatchReconciler.Users {
  public PatchUsers {
    forAll = List.copyOf(forAll);
  }

  @Override
  public boolean isComplete() {
    return caches.hasSynced();
  }

  @Override
  public PatchUsage of(String patch) {
    List<Pod> users = forAll.contains(patch) ? caches.pods() : caches.podsWithPatch(patch);
    return new PatchUsage(
        users.stream()
            .map(pod -> pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName())
            .toList());
  }

  @Override
  public List<EventSource<?, ContainerPatch>> triggers() {
    return List.of(
        new InformerTrigger<Pod, ContainerPatch>(
            "pod",
            caches.podInformer(),
            pod ->
                Stream.concat(forAll.stream(), ClusterCaches.patchNames(pod).stream())
                    .map(name -> new ResourceID(name, systemNamespace))
                    .collect(Collectors.toSet())));
  }
}
