package io.higuma.explain;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.takeover.OtherControlPlanes;
import java.util.Set;
import java.util.stream.Stream;

/** Whether the API server asks another control plane about the pod, instead of ours or too. */
final class OtherInjectors {
  /** As the Event of the control plane is called. */
  private static final String REASON = "OtherControlPlane";

  private OtherInjectors() {}

  /** A notice for each webhook that selects the pod and leads to a Service that is not ours. */
  static Stream<Explanation.Odd> of(Explanation.ApiServer apiServer, Situation situation) {
    if (!situation.known().knows(Topic.SETTINGS)) {
      return Stream.empty(); // What our Service is called is not known.
    }
    ControlPlaneConfig config = situation.settings().config();
    var others =
        new OtherControlPlanes(
            config.runtime().kubernetes().controlPlaneServiceName(),
            config.systemNamespace(),
            Set.of(ApiServerQuestion.PATH));
    return apiServer.webhooks().stream()
        .filter(webhook -> webhook.selects() != Explanation.Asks.NO)
        .filter(webhook -> leadsElsewhere(webhook, others, situation.known()))
        .map(webhook ->
            new Explanation.Odd(
                REASON,
                "webhook %s of %s asks another control plane about the pod (%s): of two on one cluster, one has to be scaled down, with its webhooks"
                    .formatted(webhook.name(), webhook.configuration(), webhook.target())));
  }

  private static boolean leadsElsewhere(
      Explanation.Webhook webhook, OtherControlPlanes others, KnownObjects known) {
    return known
        .all(ApiServerQuestion.GROUP, ApiServerQuestion.KIND)
        .filter(configuration -> configuration.name().equals(webhook.configuration()))
        .flatMap(configuration -> configuration.json().path("webhooks").valueStream())
        .filter(entry -> entry.path("name").asText().equals(webhook.name()))
        .map(entry -> entry.path("clientConfig").path("service"))
        .filter(JsonNode::isObject)
        .anyMatch(service ->
            others.leadsElsewhere(
                new OtherControlPlanes.Webhook(
                    webhook.configuration(),
                    service.path("name").asText(),
                    service.path("namespace").asText(),
                    service.path("path").asText())));
  }
}
