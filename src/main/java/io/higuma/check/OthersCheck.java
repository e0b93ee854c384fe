package io.higuma.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.takeover.OtherControlPlanes;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether another control plane works on the cluster.
 *
 * @param configurations webhook configurations of both kinds
 * @param wanted ours, of this build
 * @param lease by which replicas of Kuma elect their leader
 * @param pods of control planes, in all namespaces
 */
record OthersCheck(
    String namespace,
    Known<List<ObjectNode>> configurations,
    List<ObjectNode> wanted,
    Known<Optional<ObjectNode>> lease,
    Known<List<ObjectNode>> pods,
    Instant now)
    implements Check {
  private static final String CHECK = "other-control-planes";

  @Override
  public List<Finding> findings() {
    Set<String> paths =
        wanted.stream()
            .flatMap(one -> one.path("webhooks").valueStream())
            .map(one -> one.path("clientConfig").path("service").path("path").asText())
            .collect(Collectors.toSet());
    var surroundings =
        new OtherControlPlanes.Surroundings(
            webhooks(), lease.or(Optional.empty()).flatMap(OthersCheck::leader), replicas());
    var findings = new ArrayList<Finding>();
    new OtherControlPlanes(Packaged.NAME, namespace, paths)
        .signs(surroundings, now)
        .forEach(sign ->
            findings.add(
                Finding.error(
                    CHECK, sign, "docs/operate.md#another-control-plane says how to part them")));
    if (configurations instanceof Known.Denied<List<ObjectNode>>(var why)) {
      findings.add(Finding.skipped(CHECK, "foreign webhooks are not known", why));
    }
    if (pods instanceof Known.Denied<List<ObjectNode>>(var why)) {
      findings.add(Finding.skipped(CHECK, "control planes of other namespaces are not known", why));
    }
    if (lease instanceof Known.Denied<Optional<ObjectNode>>(var why)) {
      findings.add(Finding.skipped(CHECK, "the Lease of Kuma is not known", why));
    }
    return findings.isEmpty()
        ? List.of(Finding.ok(CHECK, "no other control plane works on this cluster"))
        : findings;
  }

  private List<OtherControlPlanes.Webhook> webhooks() {
    var webhooks = new ArrayList<OtherControlPlanes.Webhook>();
    for (ObjectNode configuration : configurations.or(List.of())) {
      for (JsonNode webhook : configuration.path("webhooks")) {
        JsonNode service = webhook.path("clientConfig").path("service");
        if (service.isObject()) {
          webhooks.add(
              new OtherControlPlanes.Webhook(
                  Words.name(configuration),
                  service.path("name").asText(),
                  service.path("namespace").asText(),
                  service.path("path").asText("")));
        }
      }
    }
    return webhooks;
  }

  private static Optional<OtherControlPlanes.Leader> leader(ObjectNode lease) {
    String holder = lease.path("spec").path("holderIdentity").asText("");
    try {
      Instant renewed = Instant.parse(lease.path("spec").path("renewTime").asText(""));
      return holder.isEmpty()
          ? Optional.empty()
          : Optional.of(new OtherControlPlanes.Leader(holder, renewed));
    } catch (DateTimeException e) {
      return Optional.empty(); // Nobody ever held it.
    }
  }

  private List<OtherControlPlanes.Replica> replicas() {
    return pods.or(List.of()).stream()
        .map(pod -> pod.path("metadata"))
        .map(meta ->
            new OtherControlPlanes.Replica(
                meta.path("namespace").asText(), meta.path("name").asText()))
        .toList();
  }
}
