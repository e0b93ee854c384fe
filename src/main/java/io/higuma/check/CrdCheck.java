package io.higuma.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether the CustomResourceDefinitions are those that this build brings.
 *
 * @param stored those of the group {@code kuma.io} in the cluster
 * @param wanted those of this build
 */
record CrdCheck(Known<List<ObjectNode>> stored, List<ObjectNode> wanted) implements Check {
  static final String GROUP = "kuma.io";
  static final String CHECK = "crds";
  private static final String VERSION = "v1alpha1";
  private static final String APPLY = "kubectl apply -k deploy/crds";

  @Override
  public List<Finding> findings() {
    return switch (stored) {
      case Known.Denied<List<ObjectNode>>(var why) ->
          List.of(Finding.skipped(CHECK, "the CustomResourceDefinitions are not known", why));
      case Known.Value<List<ObjectNode>>(var found) -> of(byName(found));
    };
  }

  private List<Finding> of(Map<String, ObjectNode> found) {
    var missing = new ArrayList<String>();
    var broken = new ArrayList<Finding>();
    var outdated = new ArrayList<String>();
    for (ObjectNode crd : wanted) {
      String name = Words.name(crd);
      ObjectNode there = found.get(name);
      if (there == null) {
        missing.add(name);
      } else {
        broken(name, there).ifPresent(broken::add);
        String lacks = lacks(crd, there);
        if (!lacks.isEmpty()) {
          outdated.add("%s lacks %s".formatted(name, lacks));
        }
      }
    }
    var findings = new ArrayList<Finding>();
    if (!missing.isEmpty()) {
      findings.add(
          Finding.error(
              CHECK,
              "%d of %d are not there: %s"
                  .formatted(missing.size(), wanted.size(), Words.some(missing)),
              APPLY));
    }
    findings.addAll(broken);
    if (!outdated.isEmpty()) {
      findings.add(
          Finding.warning(
              CHECK,
              "%d are of another version, and lose what they lack: %s"
                  .formatted(outdated.size(), Words.some(outdated)),
              APPLY));
    }
    return findings.isEmpty()
        ? List.of(Finding.ok(CHECK, "all %d are there, as of this build".formatted(wanted.size())))
        : findings;
  }

  private static Optional<Finding> broken(String name, ObjectNode crd) {
    for (JsonNode condition : crd.path("status").path("conditions")) {
      String type = condition.path("type").asText();
      boolean isTrue = condition.path("status").asText().equals("True");
      if (!isTrue && (type.equals("Established") || type.equals("NamesAccepted"))) {
        return Optional.of(
            Finding.error(
                CHECK,
                "%s is not served: %s is not true: %s"
                    .formatted(name, type, condition.path("message").asText()),
                "kubectl describe crd " + name));
      }
    }
    if (version(crd).isMissingNode() || !version(crd).path("served").asBoolean()) {
      return Optional.of(
          Finding.error(CHECK, "%s does not serve %s".formatted(name, VERSION), APPLY));
    }
    List<String> foreign =
        crd.path("status")
            .path("storedVersions")
            .valueStream()
            .map(JsonNode::asText)
            .filter(version -> !version.equals(VERSION))
            .toList();
    return foreign.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Finding.error(
                CHECK,
                "%s has objects stored in version %s, which this build does not know"
                    .formatted(name, String.join(", ", foreign)),
                "write them anew in " + VERSION + " with the version that made them"));
  }

  private static String lacks(ObjectNode wanted, ObjectNode stored) {
    Set<String> fields =
        SchemaFields.missing(
            version(wanted).path("schema").path("openAPIV3Schema"),
            version(stored).path("schema").path("openAPIV3Schema"));
    boolean noStatus =
        version(wanted).path("subresources").has("status")
            && !version(stored).path("subresources").has("status");
    return (noStatus ? "the status subresource" + (fields.isEmpty() ? "" : ", ") : "")
        + Words.some(fields);
  }

  private static JsonNode version(ObjectNode crd) {
    for (JsonNode version : crd.path("spec").path("versions")) {
      if (version.path("name").asText().equals(VERSION)) {
        return version;
      }
    }
    return MissingNode.getInstance();
  }

  private static Map<String, ObjectNode> byName(List<ObjectNode> crds) {
    return crds.stream()
        .collect(Collectors.toMap(Words::name, crd -> crd, (a, b) -> a, LinkedHashMap::new));
  }
}
