package io.higuma.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.ConfigResult;
import io.higuma.explain.ApiObject;
import io.higuma.explain.Gap;
import io.higuma.explain.KnownObjects;
import io.higuma.explain.Situation;
import io.higuma.explain.Topic;
import io.higuma.inject.PodShape;
import io.higuma.inject.PodTemplates;
import io.higuma.inject.SidecarForm;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Situations from files: the Pods and workloads of some, and the cluster that others make. */
record FileSituations(Console console, ExplainOptions options, ConfigSource configSource) {
  static final String DEFAULT_NAMESPACE = "default";

  private static final String WEBHOOKS = "MutatingWebhookConfiguration";

  /** One for each Pod and workload of the input. */
  List<Situation> read() throws InputException {
    ConfigResult.Loaded settings = configSource.read(options.config());
    var documents = new Documents(console.in());
    String namespace = options.namespace().orElse(DEFAULT_NAMESPACE);
    List<Document> inputs =
        options.read(documents).stream().map(input -> input.inNamespace(namespace)).toList();
    var around = new ObjectSet(namespace);
    around.addAll(options.readObjects(documents));
    around.addAll(inputs);
    SidecarForm form =
        settings.config().experimental().sidecarContainers()
            ? SidecarForm.NATIVE
            : SidecarForm.CLASSIC;
    var situations = new ArrayList<Situation>();
    for (Document input : inputs) {
      if (PodTemplates.hasPods(input.object())) {
        check(input);
        situations.add(
            new Situation(
                new ApiObject(input.object()),
                new KnownObjects(around.objects(), gaps(around.objects(), input)),
                settings,
                form));
      }
    }
    if (situations.isEmpty()) {
      throw InputException.refused("there is no Pod and no workload in the input");
    }
    return situations;
  }

  private static void check(Document input) throws InputException {
    if (input.name().isEmpty()) {
      throw input.refused("metadata.name has to be set");
    }
    Optional<ObjectNode> pod = PodTemplates.podOf(input.object());
    if (pod.isEmpty()) {
      throw input.refused(PodTemplates.MISSING_TEMPLATE);
    }
    List<Violation> misshapen = PodShape.check(pod.get());
    if (!misshapen.isEmpty()) {
      throw input.refused(Violation.join(misshapen));
    }
  }

  /** What files leave open. With --objects, what is not among them is not there. */
  private List<Gap> gaps(List<ObjectNode> objects, Document input) {
    var gaps = new ArrayList<Gap>();
    if (!isThere(objects, WEBHOOKS, "")) {
      gaps.add(new Gap(Topic.WEBHOOKS, "there is no " + WEBHOOKS + " among the objects"));
    }
    if (!options.hasObjects()) {
      if (!isThere(objects, "Namespace", input.namespace())) {
        gaps.add(
            new Gap(Topic.NAMESPACE, "Namespace %s is not given".formatted(input.namespace())));
      }
      if (!isThere(objects, "Mesh", "")) {
        gaps.add(new Gap(Topic.MESHES, "no Mesh is given"));
      }
      if (!isThere(objects, "ContainerPatch", "")) {
        gaps.add(new Gap(Topic.CONTAINER_PATCHES, "no ContainerPatch is given"));
      }
      if (!isThere(objects, "ConfigMap", "")) {
        gaps.add(new Gap(Topic.REDIRECTION, "no ConfigMap is given"));
      }
    }
    return gaps;
  }

  /**
   * Whether there is such an object.
   *
   * @param name empty for any
   */
  private static boolean isThere(List<ObjectNode> objects, String kind, String name) {
    return objects.stream()
        .map(ApiObject::new)
        .anyMatch(object ->
            object.json().path("kind").asText().equals(kind)
                && (name.isEmpty() || object.name().equals(name)));
  }
}
