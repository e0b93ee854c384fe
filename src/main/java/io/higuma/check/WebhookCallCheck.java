package io.higuma.check;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.explain.ApiObjects.Answer;
import io.higuma.inject.InjectedPods;
import io.higuma.inject.PodDraft;
import io.higuma.metadata.Annotations;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the API server reaches the control plane, and believes it: it is asked for a pod that
 * wants a sidecar, on trial, so that nothing is stored. That goes the whole way of a pod, with the
 * network, the Service, the certificate and the selectors of this cluster.
 *
 * @param namespace where
 */
record WebhookCallCheck(String namespace, Answer answer) implements Check {
  static final String PATH = "/api/v1/namespaces/%s/pods?dryRun=All";
  private static final String CHECK = "webhook-call";
  private static final Pattern FAILED =
      Pattern.compile("failed calling webhook \"([^\"]*)\": ?(.*)", Pattern.DOTALL);

  /** A pod that no policy of a cluster minds, with an annotation that asks for a sidecar. */
  static ObjectNode trial() {
    ObjectNode pod = JsonNodeFactory.instance.objectNode();
    pod.put("apiVersion", "v1").put("kind", "Pod");
    pod.putObject("metadata")
        .put("generateName", "higuma-check-")
        .putObject("annotations")
        .put(Annotations.SIDECAR_INJECTION.name(), "enabled");
    ObjectNode spec = pod.putObject("spec");
    spec.putObject("securityContext")
        .put("runAsNonRoot", true)
        .put("runAsUser", 65532)
        .putObject("seccompProfile")
        .put("type", "RuntimeDefault");
    ObjectNode container = spec.putArray("containers").addObject();
    container.put("name", "trial").put("image", "trial.invalid/never-run");
    ObjectNode resources = container.putObject("resources");
    resources.putObject("requests").put("cpu", "1m").put("memory", "1Mi");
    resources.putObject("limits").put("cpu", "1m").put("memory", "1Mi");
    ObjectNode security = container.putObject("securityContext");
    security.put("allowPrivilegeEscalation", false).put("readOnlyRootFilesystem", true);
    security.putObject("capabilities").putArray("drop").add("ALL");
    return pod;
  }

  @Override
  public List<Finding> findings() {
    return List.of(
        switch (answer) {
          case Answer.Missing() ->
              Finding.skipped(
                  CHECK, "not tried", "there is no namespace %s any more".formatted(namespace));
          case Answer.Found(var pod) ->
              InjectedPods.isInjected(PodDraft.of(pod))
                  ? Finding.ok(
                      CHECK, "a pod on trial in namespace %s got its sidecar".formatted(namespace))
                  : Finding.error(
                      CHECK,
                      "a pod on trial in namespace %s got no sidecar: the API server did not ask"
                              .formatted(namespace)
                          + " the control plane, or it said no",
                      "see the other findings on webhooks, and the log of the control plane");
          case Answer.Denied(var why) -> denied(why);
        });
  }

  private Finding denied(String why) {
    return failure(why)
        .orElseGet(() ->
            why.contains("injector.") && why.contains("denied the request")
                ? Finding.warning(
                    CHECK,
                    "the control plane is reached, and refuses a pod on trial in namespace %s: %s"
                        .formatted(namespace, why),
                    "put right what it names")
                : Finding.skipped(
                    CHECK,
                    "whether the webhook is reached is not known: the API server refuses a pod on"
                        + " trial in namespace "
                        + namespace,
                    why));
  }

  private static Optional<Finding> failure(String why) {
    Matcher failed = FAILED.matcher(why);
    if (!failed.find()) {
      return Optional.empty();
    }
    String reason = failed.group(2);
    String sentence = "the API server can't ask webhook %s: %s".formatted(failed.group(1), reason);
    boolean isOurs = failed.group(1).endsWith("kuma.io");
    return Optional.of(
        Finding.error(
            CHECK,
            sentence,
            isOurs || failed.group(1).endsWith("higuma.io") ? cure(reason) : "it is another's"));
  }

  private static String cure(String reason) {
    if (reason.contains("has expired")) {
      return "see the findings on certificates";
    }
    if (reason.contains("x509") || reason.contains("certificate")) {
      return "the caBundle and the served certificate do not go together: take caBundle out of the"
          + " entries, and the control plane writes it anew";
    }
    if (reason.contains("no endpoints available") || reason.contains("connection refused")) {
      return "no replica serves: see the findings on the Deployment and the Service";
    }
    if (reason.contains("deadline exceeded") || reason.contains("imeout")) {
      return "let the API server reach port 5443 of the control plane: firewall, NetworkPolicy,"
          + " private nodes";
    }
    return "see the log of the control plane";
  }
}
