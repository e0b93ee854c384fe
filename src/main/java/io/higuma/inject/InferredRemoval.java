package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MeshSelection;
import io.higuma.metadata.MetadataKey;
import io.higuma.metadata.MetadataReader;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Takes an injection back by what injection is known to do. What the pod does not tell any more is
 * lost; docs/inject.md lists it.
 */
final class InferredRemoval {
  private final PodDraft pod;
  private final List<String> notes = new ArrayList<>();

  private InferredRemoval(ObjectNode pod) {
    this.pod = PodDraft.of(pod);
  }

  /**
   * Takes it back in a copy.
   *
   * @param namespace where the pod was created, if that is known
   */
  static Removal of(
      ObjectNode injected, OwnAnnotations annotations, Optional<NamespaceMetadata> namespace) {
    var removal = new InferredRemoval(injected.deepCopy());
    removal.missARecord();
    Optional<InjectedParts> parts = InjectedParts.in(removal.pod);
    if (parts.isEmpty()) {
      return new Removal.Refused(
          List.of(
              new Violation(
                  FieldPath.of("spec"),
                  "there is not exactly one container that is named %s or mounts the volume %s, so the sidecar can't be told: name it %s"
                      .formatted(Names.SIDECAR, Names.SIDECAR_TMP, Names.SIDECAR))));
    }
    RedirectionMode mode =
        parts.get().volumes().stream()
                .anyMatch(volume -> volume.path("name").asText("").equals(Names.BASE_CONFIG))
            ? RedirectionMode.CONFIG_MAP
            : RedirectionMode.ANNOTATIONS;
    removal.dropSums();
    removal.restoreProbes();
    removal.remove(parts.get());
    removal.restoreAnnotations(annotations.in(removal.pod.annotations(), mode));
    removal.restoreMeshLabel(namespace);
    removal.dropWhatIsEmpty();
    return new Removal.Removed(removal.pod.pod(), removal.notes);
  }

  private void missARecord() {
    if (new MetadataReader(pod.annotations()).read(Annotations.ORIGINAL, false)) {
      notes.add(
          "annotation %s asks for a record of the original, but there is none: the original is inferred"
              .formatted(KeptOriginal.KEY));
    }
  }

  private void dropSums() {
    if (pod.pod().path("metadata").path("annotations") instanceof ObjectNode annotations) {
      annotations.remove(
          List.of(Annotations.INJECTION_HASH.name(), Annotations.INJECTION_INPUTS.name()));
    }
  }

  private void restoreProbes() {
    var restorer = new ProbeRestorer(ProbeRouting.written(pod.annotations()));
    ProbeRewriter.reached(pod.initContainers(), pod.containers())
        .forEach(container -> {
          for (String field : ProbeRewriter.PROBES) {
            if (container.get(field) instanceof ObjectNode probe) {
              restorer
                  .restored(probe)
                  .ifPresent(restored -> restoreProbe(container, field, restored));
            }
          }
        });
  }

  private void restoreProbe(ObjectNode container, String field, ObjectNode restored) {
    container.set(field, restored);
    for (String handler : ProbeRewriter.HANDLERS) {
      JsonNode port = restored.path(handler).path("port");
      if (port.isNumber() && port.longValue() == 0) {
        notes.add(
            "%s of container %s named a port that the container does not have; the name is lost, and the port is now 0"
                .formatted(field, container.path("name").asText("")));
      }
    }
  }

  private void remove(InjectedParts parts) {
    boolean byCni =
        WrittenAnnotations.CNI_NETWORK.equals(
            pod.annotations().get(Annotations.CNI_NETWORKS.name()));
    if (parts.containers().size() == 1 && !byCni) {
      notes.add(
          "there is no init container of injection; one that has neither its name %s nor its volume any more is still there"
              .formatted(Names.INIT));
    }
    notes.addAll(parts.orphanedMounts(pod));
    parts.removeFrom(pod);
  }

  private void restoreAnnotations(OwnAnnotations.Found found) {
    var own = new HashMap<>(found.own());
    List<ObjectNode> containers = pod.containers();
    if (containers.size() == 1) {
      own.remove(
          Annotations.DEFAULT_CONTAINER.name(), containers.getFirst().path("name").asText(""));
    }
    Map<String, String> injected = pod.annotations();
    if (!found.doubtful().isEmpty()) {
      notes.add(
          "annotations are taken for ones that injection wrote: %s; with --config, the settings of the control plane tell"
              .formatted(
                  found.doubtful().stream()
                      .map(key -> key + ": \"" + injected.get(key) + "\"")
                      .collect(Collectors.joining(", "))));
    }
    if (pod.pod().path("metadata").path("annotations") instanceof ObjectNode annotations) {
      injected.forEach((key, value) -> {
        if (!own.containsKey(key)) {
          annotations.remove(key);
        } else if (!own.get(key).equals(value)) {
          annotations.put(key, own.get(key));
        }
      });
    }
  }

  /** Without the namespace nobody knows whether it or the pod named the mesh. */
  private void restoreMeshLabel(Optional<NamespaceMetadata> namespace) {
    MetadataKey<String> key = Labels.MESH;
    Map<String, String> labels = new HashMap<>(pod.labels());
    String mesh = labels.remove(key.name());
    if (mesh == null || !(pod.pod().path("metadata").path("labels") instanceof ObjectNode node)) {
      return;
    }
    NamespaceMetadata around = namespace.orElse(NamespaceMetadata.BARE);
    MeshSelection without =
        MeshSelection.of(labels, pod.annotations(), around.labels(), around.annotations());
    boolean explained = without.mesh().equals(mesh);
    if (explained || namespace.isEmpty()) {
      node.remove(key.name());
    }
    if (!explained && namespace.isEmpty()) {
      notes.add(
          "label %s: %s is taken for one that injection wrote; with --objects, the namespace tells"
              .formatted(key.name(), mesh));
    }
  }

  private void dropWhatIsEmpty() {
    ObjectNode root = pod.pod();
    for (String list : List.of("containers", "initContainers", "volumes")) {
      dropIfEmpty(root.path("spec"), list);
    }
    dropIfEmpty(root, "spec");
    dropIfEmpty(root.path("metadata"), "labels");
    dropIfEmpty(root.path("metadata"), "annotations");
    dropIfEmpty(root, "metadata");
  }

  private static void dropIfEmpty(JsonNode parent, String field) {
    if (parent instanceof ObjectNode object
        && object.path(field).isContainerNode()
        && object.path(field).isEmpty()) {
      object.remove(field);
    }
  }
}
