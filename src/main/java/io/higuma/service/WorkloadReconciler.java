package io.higuma.service;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.events.EventRecorder;
import io.higuma.events.EventType;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MeshSelection;
import io.higuma.resource.ComputedLabels;
import io.higuma.resource.LabelFacts;
import io.higuma.resource.ResourceKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Keeps a Workload for each name that Dataplanes of a namespace give as theirs. */
public record WorkloadReconciler(
    WorkloadSurroundings surroundings, ComputedLabels labels, Writes writes, EventRecorder events) {
  /** Makes it, keeps its numbers, or takes it away when no Dataplane names it any more. */
  public void reconcile(ObjectKey key) {
    List<Dataplane> dataplanes = surroundings.dataplanesOf(key);
    Optional<GenericKubernetesResource> stored = surroundings.workload(key);
    if (dataplanes.isEmpty()) {
      stored.filter(GeneratedObject::isGenerated).ifPresent(writes::delete);
      return;
    }
    SortedSet<String> meshes = new TreeSet<>();
    dataplanes.forEach(dataplane -> meshes.add(meshOf(dataplane)));
    if (meshes.size() > 1) {
      refuse(key, meshes);
      return;
    }
    GeneratedObject wanted = wanted(key, meshes.first(), dataplanes);
    if (stored.isEmpty()) {
      writes.create(wanted.object());
    } else {
      wanted.patch(stored.get()).ifPresent(patch -> writes.patch(stored.get(), patch));
    }
  }

  private GeneratedObject wanted(ObjectKey key, String mesh, List<Dataplane> dataplanes) {
    Map<String, String> all =
        labels.of(
            ResourceKind.WORKLOAD,
            Map.of(Labels.MESH.name(), mesh, Labels.MANAGED_BY.name(), GeneratedObject.MANAGER),
            LabelFacts.of(mesh, key.namespace()));
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.putObject("spec");
    long healthy = dataplanes.stream().filter(DataplaneHealth::isWhole).count();
    fields
        .putObject("status")
        .putObject("dataplaneProxies")
        .put("healthy", (int) healthy)
        .put("total", dataplanes.size());
    return new GeneratedObject(ResourceKind.WORKLOAD, key, all, List.of(), fields);
  }

  private void refuse(ObjectKey key, SortedSet<String> meshes) {
    surroundings
        .namespace(key.namespace())
        .ifPresent(namespace ->
            events.record(
                namespace,
                EventType.WARNING,
                "MultipleMeshesDetected",
                "Workload %s has Dataplanes in several meshes: %s. All have to be in one: the Workload is left as it is"
                    .formatted(key.name(), String.join(", ", meshes))));
  }

  private static String meshOf(Dataplane dataplane) {
    String mesh = dataplane.getMesh();
    return mesh == null || mesh.isEmpty() ? MeshSelection.DEFAULT_MESH : mesh;
  }
}
