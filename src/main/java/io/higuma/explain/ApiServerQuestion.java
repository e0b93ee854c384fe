package io.higuma.explain;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.inject.NamespaceMetadata;
import io.higuma.inject.PodDraft;
import io.higuma.inject.WebhookReach;
import io.higuma.metadata.Labels;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whether the API server asks the injector about a pod, by the selectors of its webhooks. */
final class ApiServerQuestion {
  static final String PATH = "/inject-sidecar";
  static final String GROUP = "admissionregistration.k8s.io";
  static final String KIND = "MutatingWebhookConfiguration";

  private final String namespaceName;
  private final NamespaceMetadata namespace;
  private final PodDraft pod;

  private ApiServerQuestion(String namespaceName, NamespaceMetadata namespace, PodDraft pod) {
    this.namespaceName = namespaceName;
    this.namespace = namespace;
    this.pod = pod;
  }

  /**
   * The answer by the webhooks of the cluster, or, where these are not known, by those of deploy/.
   *
   * @param namespace as the API server has it
   */
  static Explanation.ApiServer of(
      KnownObjects known,
      WebhookReach usual,
      String namespaceName,
      NamespaceMetadata namespace,
      PodDraft pod) {
    List<ApiObject> configurations = known.all(GROUP, KIND).toList();
    if (configurations.isEmpty() && !known.knows(Topic.WEBHOOKS)) {
      Optional<String> obstacle = usual.obstacle(pod, namespaceName, namespace);
      return new Explanation.ApiServer(
          obstacle.isEmpty() ? Explanation.Asks.YES : Explanation.Asks.NO,
          obstacle.orElse("the webhooks of Higuma's deploy/ select the pod"),
          List.of());
    }
    return new ApiServerQuestion(namespaceName, namespace, pod).by(configurations);
  }

  private Explanation.ApiServer by(List<ApiObject> configurations) {
    var webhooks = new ArrayList<Explanation.Webhook>();
    for (ApiObject configuration : configurations) {
      for (JsonNode webhook : configuration.json().path("webhooks")) {
        if (path(webhook.path("clientConfig")).equals(PATH)) {
          webhooks.add(evaluate(configuration, webhook));
        }
      }
    }
    if (webhooks.isEmpty()) {
      return new Explanation.ApiServer(
          Explanation.Asks.NO,
          "no %s has a webhook with the path %s: Higuma is not installed, or its webhooks were deleted"
              .formatted(KIND, PATH),
          List.of());
    }
    return new Explanation.ApiServer(asks(webhooks), sentence(webhooks), webhooks);
  }

  private static Explanation.Asks asks(List<Explanation.Webhook> webhooks) {
    if (webhooks.stream().anyMatch(webhook -> webhook.selects() == Explanation.Asks.YES)) {
      return Explanation.Asks.YES;
    }
    return webhooks.stream().anyMatch(webhook -> webhook.selects() == Explanation.Asks.PERHAPS)
        ? Explanation.Asks.PERHAPS
        : Explanation.Asks.NO;
  }

  private static String sentence(List<Explanation.Webhook> webhooks) {
    Explanation.Asks asks = asks(webhooks);
    List<String> names =
        webhooks.stream()
            .filter(webhook -> webhook.selects() == asks)
            .map(Explanation.Webhook::name)
            .toList();
    return switch (asks) {
      case YES -> "webhook %s selects the pod".formatted(String.join(", ", names));
      case PERHAPS ->
          "webhook %s selects the pod if its match conditions, which are not evaluated here, do"
              .formatted(String.join(", ", names));
      case NO -> "none of the webhooks with the path %s selects the pod".formatted(PATH);
    };
  }

  private Explanation.Webhook evaluate(ApiObject configuration, JsonNode webhook) {
    MatchConditions.Result conditions = MatchConditions.of(webhook.path("matchConditions"), pod);
    Optional<String> obstacle =
        rules(webhook, configuration).or(() -> obstacle(webhook, conditions));
    Explanation.Asks selects;
    String why;
    if (obstacle.isPresent()) {
      selects = Explanation.Asks.NO;
      why = obstacle.get();
    } else if (!conditions.unknown().isEmpty()) {
      selects = Explanation.Asks.PERHAPS;
      why = "matchConditions %s are not evaluated here".formatted(conditions.unknown());
    } else {
      selects = Explanation.Asks.YES;
      why = "its selectors match";
    }
    JsonNode client = webhook.path("clientConfig");
    return new Explanation.Webhook(
        configuration.name(),
        webhook.path("name").asText(),
        selects,
        why,
        webhook.path("failurePolicy").asText("Fail"),
        !client.path("caBundle").asText("").isEmpty() || !configuration.isStored(),
        target(client));
  }

  /** The control plane writes the rules, so a manifest has none. */
  private static Optional<String> rules(JsonNode webhook, ApiObject configuration) {
    JsonNode rules = webhook.path("rules");
    if (rules.isEmpty()) {
      return configuration.isStored()
          ? Optional.of(
              "it has no rules: the control plane was not ready since it was applied, and writes them when it is")
          : Optional.empty();
    }
    return rules.valueStream().noneMatch(ApiServerQuestion::isForNewPods)
        ? Optional.of("its rules are not for the creation of pods")
        : Optional.empty();
  }

  private Optional<String> obstacle(JsonNode webhook, MatchConditions.Result conditions) {
    return new LabelSelector(webhook.path("namespaceSelector"))
        .unmet(namespaceLabels())
        .map(unmet -> "namespaceSelector: on namespace %s, %s".formatted(namespaceName, unmet))
        .or(() ->
            new LabelSelector(webhook.path("objectSelector"))
                .unmet(pod.labels())
                .map(unmet -> "objectSelector: on the pod, " + unmet))
        .or(() ->
            conditions.unmet().isEmpty()
                ? Optional.empty()
                : Optional.of(
                    "matchConditions: %s is not met".formatted(conditions.unmet().getFirst())));
  }

  /** The API server sets the name as a label; a manifest may lack it. */
  private Map<String, String> namespaceLabels() {
    var labels = new TreeMap<>(namespace.labels());
    labels.put(Labels.METADATA_NAME.name(), namespaceName);
    return labels;
  }

  private static boolean isForNewPods(JsonNode rule) {
    return has(rule.path("apiGroups"), "", "*")
        && has(rule.path("apiVersions"), "v1", "*")
        && has(rule.path("operations"), "CREATE", "*")
        && has(rule.path("resources"), "pods", "*", "*/*")
        && !rule.path("scope").asText("*").equals("Cluster");
  }

  private static boolean has(JsonNode list, String... any) {
    List<String> wanted = List.of(any);
    return list.valueStream().anyMatch(element -> wanted.contains(element.asText()));
  }

  private static String path(JsonNode client) {
    if (client.path("service").isObject()) {
      return client.path("service").path("path").asText("/");
    }
    try {
      String path = URI.create(client.path("url").asText("")).getPath();
      return path == null ? "" : path;
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static String target(JsonNode client) {
    JsonNode service = client.path("service");
    return service.isObject()
        ? "Service %s/%s"
            .formatted(service.path("namespace").asText(), service.path("name").asText())
        : client.path("url").asText("");
  }
}
