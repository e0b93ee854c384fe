package io.higuma.envoy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which TrafficPermission counts for an inbound: the one that names most of its tags. */
final class LegacyPermissions {
  private static final String ANY_VALUE = "*";

  private final List<MeshObject> permissions;

  LegacyPermissions(List<MeshObject> others) {
    permissions =
        others.stream()
            .filter(one -> one.kind() == ResourceKind.TRAFFIC_PERMISSION)
            .sorted(Comparator.comparing(MeshObject::name))
            .toList();
  }

  List<MeshObject> all() {
    return permissions;
  }

  /** {@code {name, sources}} of it. */
  InboundConf of(InboundFacts inbound) {
    // Of those that are equally good, the first by name.
    Optional<MeshObject> best =
        permissions.stream()
            .filter(one -> rank(one, inbound) >= 0)
            .min(Comparator.comparingInt(one -> -rank(one, inbound)));
    return best.map(LegacyPermissions::conf).orElse(InboundConf.NONE);
  }

  private static InboundConf conf(MeshObject permission) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", permission.displayName());
    json.set("sources", permission.spec().path("sources"));
    return InboundConf.ofAll(new Conf(json));
  }

  /** An exact value weighs more than any number of those that match all; -1 is no match. */
  private static int rank(MeshObject permission, InboundFacts inbound) {
    int best = -1;
    for (JsonNode selector : permission.spec().path("destinations")) {
      best = Math.max(best, rank(selector.path("match"), inbound.tags()));
    }
    return best;
  }

  private static int rank(JsonNode match, Map<String, String> tags) {
    int rank = 0;
    for (Map.Entry<String, JsonNode> tag : match.properties()) {
      String wanted = tag.getValue().asText();
      String value = tags.get(tag.getKey());
      if (value == null || !(wanted.equals(ANY_VALUE) || wanted.equals(value))) {
        return -1;
      }
      rank += wanted.equals(ANY_VALUE) ? 1 : 1000;
    }
    return rank;
  }
}
