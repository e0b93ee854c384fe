package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import io.higuma.validation.Violation;
import java.util.List;
import java.util.Map;

/**
 * Tells whether the sidecar of a running pod would come out differently if the pod was created now.
 * Needs no more of the pod than its labels and annotations.
 *
 * @param injector with the settings of today
 */
public record SidecarCheck(Injector injector) {
  private static final String HASH = Annotations.INJECTION_HASH.name();

  /** What there is to say of a sidecar. */
  public sealed interface Verdict {
    Verdict CURRENT = new Current();
    Verdict STALE = new Stale();
    Verdict UNKNOWN = new Unknown();

    record Current() implements Verdict {}

    record Stale() implements Verdict {}

    /** The pod has no sum, or a new one would get no sidecar. */
    record Unknown() implements Verdict {}

    /**
     * A new one would be refused because a ContainerPatch can't be applied.
     *
     * @param why what is wrong, with the names of the patches
     */
    record PatchFails(List<Violation> why) implements Verdict {
      public PatchFails {
        why = List.copyOf(why);
      }
    }
  }

  /**
   * Checks an injected pod.
   *
   * @param namespace where it is
   * @throws ClusterView.UnavailableException if the cluster had to be asked and does not answer
   */
  public Verdict check(
      String namespace, Map<String, String> labels, Map<String, String> annotations) {
    PodDraft pod = PodDraft.of(standIn(labels, annotations));
    return switch (injector.inject(pod, namespace)) {
      case InjectionDecision.Inject ignored -> {
        String hash = annotations.get(HASH);
        if (hash == null) {
          yield Verdict.UNKNOWN;
        }
        yield hash.equals(pod.annotations().get(HASH)) ? Verdict.CURRENT : Verdict.STALE;
      }
      case InjectionDecision.Reject(var reason, var violations)
          when reason == RejectReason.INVALID_CONTAINER_PATCH ->
          new Verdict.PatchFails(violations);
      case InjectionDecision.Reject ignored -> Verdict.UNKNOWN;
      case InjectionDecision.Skip ignored -> Verdict.UNKNOWN;
    };
  }

  /**
   * Gives a pod that was injected back what it said of its sidecar.
   *
   * @param pod the same pod without its sidecar, which is changed
   * @param injected the pod's annotations with it
   * @return whether they tell
   */
  public static boolean restore(ObjectNode pod, Map<String, String> injected) {
    if (!injected.containsKey(HASH)) {
      return false;
    }
    giveBack(pod, injected);
    return true;
  }

  private static void giveBack(ObjectNode pod, Map<String, String> injected) {
    InjectionInputs inputs = InjectionInputs.written(injected);
    ObjectNode metadata = pod.withObjectProperty("metadata");
    JsonNode original = metadata.path("annotations").path(KeptOriginal.KEY);
    ObjectNode annotations = metadata.putObject("annotations");
    inputs.before(injected).forEach(annotations::put);
    annotations.remove(KeptOriginal.KEY);
    if (original.isTextual()) {
      annotations.set(KeptOriginal.KEY, original); // The request; injection put its record there.
    }
    ObjectNode labels = metadata.withObjectProperty("labels");
    labels.remove(Labels.MESH.name());
    inputs.mesh().ifPresent(mesh -> labels.put(Labels.MESH.name(), mesh));
  }

  /** A pod that asks for the same sidecar, with an application of as little as matters. */
  private static ObjectNode standIn(Map<String, String> labels, Map<String, String> injected) {
    InjectionInputs inputs = InjectionInputs.written(injected);
    ObjectNode pod = ContainerJson.object();
    ObjectNode ofPod = pod.putObject("metadata").putObject("labels");
    labels.forEach(ofPod::put);
    giveBack(pod, injected);
    ObjectNode spec = pod.putObject("spec");
    ObjectNode app = spec.putArray("containers").addObject().put("name", "app").put("image", "app");
    switch (inputs.token()) {
      case MOUNTED ->
          app.putArray("volumeMounts")
              .add(ContainerJson.readOnlyMount("token", Names.TOKEN_DIRECTORY));
      case ABSENT -> {}
    }
    switch (inputs.qos()) {
      case GUARANTEED -> app.putObject("resources").set("limits", limits());
      case OTHER -> {}
    }
    String volume = injected.get(Annotations.TOKEN_VOLUME.name());
    if (volume != null) {
      spec.putArray("volumes").addObject().put("name", volume);
    }
    // A record of the original would cost three more injections.
    ((ObjectNode) pod.path("metadata").path("annotations")).put(KeptOriginal.KEY, "disabled");
    return pod;
  }

  private static ObjectNode limits() {
    return ContainerJson.object().put("cpu", "1").put("memory", "1Gi");
  }
}
