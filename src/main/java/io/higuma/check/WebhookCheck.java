package io.higuma.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.certs.PemCertificates;
import io.higuma.explain.LabelSelector;
import io.higuma.metadata.Labels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Whether a webhook configuration has the API server call the control plane, and believe it.
 *
 * @param wanted as this build brings it
 * @param serving what the control plane serves, as PEM; empty if that is not known
 */
record WebhookCheck(
    String namespace,
    ObjectNode wanted,
    Known<Optional<ObjectNode>> stored,
    Optional<String> serving)
    implements Check {
  static final String CHECK = "webhooks";
  private static final String APPLY = "kubectl apply -f deploy/webhook/05-webhooks.yaml";

  @Override
  public List<Finding> findings() {
    String name = Words.name(wanted);
    return switch (stored) {
      case Known.Denied<Optional<ObjectNode>>(var why) ->
          List.of(Finding.skipped(CHECK, name + " is not known", why));
      case Known.Value<Optional<ObjectNode>>(var found) ->
          found
              .map(this::of)
              .orElseGet(() ->
                  List.of(Finding.error(CHECK, name + " is not there: nobody is asked", APPLY)));
    };
  }

  /** One finding for what several entries have in common. */
  private List<Finding> of(ObjectNode found) {
    var missing = new ArrayList<String>();
    var idle = new ArrayList<String>();
    var untrusted = new ArrayList<String>();
    var mistrusted = new TreeSet<String>();
    var policies = new ArrayList<String>();
    var greedy = new ArrayList<String>();
    for (JsonNode entry : wanted.path("webhooks")) {
      String name = entry.path("name").asText();
      Optional<JsonNode> there =
          found
              .path("webhooks")
              .valueStream()
              .filter(one -> one.path("name").asText().equals(name))
              .findFirst();
      if (there.isEmpty()) {
        missing.add(name);
        continue;
      }
      JsonNode webhook = there.get();
      if (webhook.path("rules").isEmpty()) {
        idle.add(name);
      }
      String bundle = bundle(webhook);
      if (bundle.isEmpty()) {
        untrusted.add(name);
      } else {
        trouble(bundle).ifPresent(trouble -> mistrusted.add(name + " " + trouble));
      }
      String policy = webhook.path("failurePolicy").asText("Fail");
      if (!policy.equals(entry.path("failurePolicy").asText("Fail"))) {
        policies.add("%s has %s".formatted(name, policy));
      }
      greedy(entry, webhook).forEach(other -> greedy.add("%s selects %s".formatted(name, other)));
    }
    var findings = new ArrayList<Finding>();
    error(findings, "has no entry %s", missing, APPLY);
    error(
        findings,
        "has no rules, so nobody is asked: %s",
        idle,
        "the control plane writes them when it is ready: see why it is not, and apply "
            + "deploy/webhook/05-webhooks.yaml");
    error(
        findings,
        "has no caBundle, so nobody is believed: %s",
        untrusted,
        "the control plane writes it when it has a certificate: kubectl logs -n %s deployment/%s"
            .formatted(namespace, Packaged.NAME));
    error(
        findings,
        "has a caBundle that does not hold: %s",
        List.copyOf(mistrusted),
        "take caBundle out of the entry: the control plane writes it anew");
    error(
        findings,
        "asks about namespaces that must not wait for the control plane: %s",
        greedy,
        APPLY);
    if (!policies.isEmpty()) {
      findings.add(
          Finding.warning(
              CHECK,
              "%s has another failurePolicy than deploy/: %s"
                  .formatted(Words.name(wanted), Words.some(policies)),
              APPLY));
    }
    return findings.isEmpty()
        ? List.of(
            Finding.ok(
                CHECK,
                "%s has its %d entries, with rules and caBundle"
                    .formatted(Words.name(wanted), wanted.path("webhooks").size())))
        : findings;
  }

  private void error(List<Finding> findings, String sentence, List<String> what, String cure) {
    if (!what.isEmpty()) {
      findings.add(
          Finding.error(
              CHECK, Words.name(wanted) + " " + sentence.formatted(Words.some(what)), cure));
    }
  }

  private Optional<String> trouble(String bundle) {
    PemCertificates authorities;
    try {
      authorities = PemCertificates.of(bundle);
    } catch (IllegalArgumentException e) {
      return Optional.of("can't be read");
    }
    return serving
        .flatMap(WebhookCheck::certificates)
        .filter(served -> !authorities.vouchFor(served))
        .map(served -> "did not sign the certificate that is served");
  }

  private static Optional<PemCertificates> certificates(String pem) {
    try {
      return Optional.of(PemCertificates.of(pem));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // Another check says so.
    }
  }

  /** Namespaces that the entry is called for, and that of deploy/ is not. */
  private List<String> greedy(JsonNode entry, JsonNode webhook) {
    return List.of("kube-system", namespace).stream()
        .filter(name -> selects(webhook, name) && !selects(entry, name))
        .toList();
  }

  private static boolean selects(JsonNode webhook, String name) {
    var selector = new LabelSelector(webhook.path("namespaceSelector"));
    String key = Labels.METADATA_NAME.name();
    String wish = Labels.SIDECAR_INJECTION.name();
    return selector.unmet(Map.of(key, name)).isEmpty()
        || selector.unmet(Map.of(key, name, wish, "enabled")).isEmpty();
  }

  /** As PEM; empty if there is none. */
  static String bundle(JsonNode webhook) {
    String text = webhook.path("clientConfig").path("caBundle").asText("");
    try {
      return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
