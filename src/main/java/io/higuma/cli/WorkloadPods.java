package io.higuma.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.inject.PodTemplates;
import java.util.Set;

/** Pods as a workload would make them, as far as that can be told from a file. */
final class WorkloadPods {
  /** An address for documentation, for pods that have none yet: RFC 5737. */
  static final String EXAMPLE_ADDRESS = "192.0.2.1";

  /**
   * Those whose pods the workload owns itself, or, with nothing between in the file, as good as.
   */
  private static final Set<String> NAMED_BY_OWNER =
      Set.of("Deployment", "StatefulSet", "DaemonSet", "CronJob");

  private WorkloadPods() {}

  /**
   * The Pod itself, or one from the template of a workload: with the workload's name and {@link
   * #EXAMPLE_ADDRESS}.
   *
   * @throws InputException when the object has no pods, or no template
   */
  static Document of(Document document) throws InputException {
    if (document.kind().equals("Pod") && document.group().isEmpty()) {
      return document;
    }
    if (!PodTemplates.hasPods(document.object())) {
      throw document.refused("only Pods and workloads become Dataplanes");
    }
    ObjectNode template =
        PodTemplates.podOf(document.object())
            .orElseThrow(() -> document.refused(PodTemplates.MISSING_TEMPLATE));
    ObjectNode pod = template.deepCopy().put("apiVersion", "v1").put("kind", "Pod");
    ObjectNode metadata = pod.withObjectProperty("metadata").put("name", document.name());
    if (!document.namespace().isEmpty()) {
      metadata.put("namespace", document.namespace());
    }
    if (NAMED_BY_OWNER.contains(document.kind())) {
      metadata
          .putArray("ownerReferences")
          .addObject()
          .put("apiVersion", document.object().path("apiVersion").asText())
          .put("kind", document.kind())
          .put("name", document.name());
    }
    pod.withObjectProperty("status").put("podIP", EXAMPLE_ADDRESS);
    return new Document(pod, document.file(), document.position());
  }
}
