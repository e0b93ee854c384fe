package io.higuma.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.metadata.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is on a cluster already, and what installing would make of it.
 *
 * @param systemNamespace the Namespace itself
 * @param objects those of the names that deploy/ has, by what they are called: {@code Deployment
 *     kuma-control-plane}
 */
record ExistingCheck(
    String namespace,
    Known<Optional<ObjectNode>> systemNamespace,
    Map<String, Known<Optional<ObjectNode>>> objects)
    implements Check {
  private static final String NAMESPACE = "namespace";
  private static final String EXISTING = "existing";
  private static final String GUIDE = "docs/upgrade-from-kuma.md says how to take its place";

  @Override
  public List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    findings.add(
        switch (systemNamespace) {
          case Known.Denied<Optional<ObjectNode>>(var why) ->
              Finding.skipped(NAMESPACE, "namespace %s is not known".formatted(namespace), why);
          case Known.Value<Optional<ObjectNode>>(var found) ->
              found
                  .map(this::ofNamespace)
                  .orElseGet(() ->
                      Finding.ok(NAMESPACE, "namespace %s will be made".formatted(namespace)));
        });
    objects.forEach((what, known) -> {
      switch (known) {
        case Known.Denied<Optional<ObjectNode>>(var why) ->
            findings.add(Finding.skipped(EXISTING, what + " is not known", why));
        case Known.Value<Optional<ObjectNode>>(var found) ->
            found.ifPresent(object -> findings.addAll(of(what, object)));
      }
    });
    if (findings.stream().noneMatch(finding -> finding.check().equals(EXISTING))) {
      findings.add(Finding.ok(EXISTING, "nothing of these names is installed"));
    }
    return findings;
  }

  private Finding ofNamespace(ObjectNode found) {
    if (found.path("metadata").has("deletionTimestamp")) {
      return Finding.error(
          NAMESPACE,
          "namespace %s is being deleted".formatted(namespace),
          "wait until it has gone: kubectl get namespace " + namespace);
    }
    String key = Labels.POD_SECURITY_ENFORCE.name();
    String level = found.path("metadata").path("labels").path(key).asText("");
    return level.equals("restricted")
        ? Finding.ok(
            NAMESPACE, "namespace %s is there, and enforces restricted".formatted(namespace))
        : Finding.warning(
            NAMESPACE,
            "namespace %s is there with %s=%s, and installing makes that restricted: its other pods may be refused then"
                .formatted(namespace, key, level),
            "move other workloads elsewhere, or take the label out of deploy/namespace/namespace.yaml");
  }

  private static List<Finding> of(String what, ObjectNode object) {
    var findings = new ArrayList<Finding>();
    JsonNode metadata = object.path("metadata");
    if (isKumas(object)) {
      findings.add(
          Finding.error(
              EXISTING,
              what + " is that of a control plane of Kuma: applying deploy/ would merge with it",
              GUIDE));
    }
    String release = metadata.path("annotations").path("meta.helm.sh/release-name").asText("");
    if (!release.isEmpty()) {
      findings.add(
          Finding.warning(
              EXISTING,
              "%s belongs to release %s of Helm, whose next upgrade or removal would take it back"
                  .formatted(what, release),
              GUIDE));
    }
    for (JsonNode owner : metadata.path("ownerReferences")) {
      findings.add(
          Finding.warning(
              EXISTING,
              "%s belongs to %s %s, which may take it back"
                  .formatted(what, owner.path("kind").asText(), owner.path("name").asText()),
              "remove that first, or leave the installation to it"));
    }
    return findings.isEmpty()
        ? List.of(Finding.ok(EXISTING, what + " is there, and will be updated"))
        : findings;
  }

  /** A selector with more labels than ours finds no pod of ours. */
  private static boolean isKumas(ObjectNode object) {
    JsonNode selector = object.path("spec").path("selector");
    JsonNode labels = selector.has("matchLabels") ? selector.path("matchLabels") : selector;
    return labels.size() > 1;
  }
}
