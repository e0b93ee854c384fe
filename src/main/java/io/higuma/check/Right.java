package io.higuma.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What somebody may do.
 *
 * @param group empty for the core group
 * @param resource with its subresource: {@code meshes/status}
 * @param namespace empty for the whole cluster
 * @param name empty for objects of any name
 */
record Right(String group, String resource, String verb, String namespace, String name) {
  /** All that these roles give, each once. */
  static List<Right> of(List<ObjectNode> manifests) {
    Set<Right> rights = new LinkedHashSet<>();
    for (ObjectNode object : manifests) {
      String kind = object.path("kind").asText();
      if (kind.equals("ClusterRole") || kind.equals("Role")) {
        String namespace = object.path("metadata").path("namespace").asText("");
        object.path("rules").forEach(rule -> rights.addAll(ofRule(rule, namespace)));
      }
    }
    return List.copyOf(rights);
  }

  private static List<Right> ofRule(JsonNode rule, String namespace) {
    List<String> names = texts(rule.path("resourceNames"));
    return texts(rule.path("apiGroups")).stream()
        .flatMap(group ->
            texts(rule.path("resources")).stream()
                .flatMap(resource ->
                    texts(rule.path("verbs")).stream()
                        .flatMap(verb ->
                            (names.isEmpty() ? Stream.of("") : names.stream())
                                .map(name -> new Right(group, resource, verb, namespace, name)))))
        .toList();
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asText).toList();
  }

  /** Whether the asker has it. */
  ObjectNode ownReview() {
    return review("SelfSubjectAccessReview");
  }

  /** Whether a ServiceAccount has it. */
  ObjectNode review(String account, String accountNamespace) {
    ObjectNode review = review("SubjectAccessReview");
    ObjectNode spec = (ObjectNode) review.path("spec");
    spec.put("user", "system:serviceaccount:%s:%s".formatted(accountNamespace, account));
    spec.putArray("groups")
        .add("system:serviceaccounts")
        .add("system:serviceaccounts:" + accountNamespace)
        .add("system:authenticated");
    return review;
  }

  private ObjectNode review(String kind) {
    ObjectNode review = JsonNodeFactory.instance.objectNode();
    review.put("apiVersion", "authorization.k8s.io/v1").put("kind", kind);
    ObjectNode attributes = review.putObject("spec").putObject("resourceAttributes");
    String[] parts = resource.split("/", 2);
    attributes.put("group", group).put("resource", parts[0]).put("verb", verb);
    if (parts.length > 1) {
      attributes.put("subresource", parts[1]);
    }
    if (!namespace.isEmpty()) {
      attributes.put("namespace", namespace);
    }
    if (!name.isEmpty()) {
      attributes.put("name", name);
    }
    return review;
  }

  /** {@code patch meshes.kuma.io/status in namespace shop}. */
  String words() {
    String[] parts = resource.split("/", 2);
    return verb
        + " "
        + parts[0]
        + (group.isEmpty() ? "" : "." + group)
        + (parts.length > 1 ? "/" + parts[1] : "")
        + (name.isEmpty() ? "" : " " + name)
        + (namespace.isEmpty() ? "" : " in namespace " + namespace);
  }
}
