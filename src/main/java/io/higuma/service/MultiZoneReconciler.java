package io.higuma.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import io.higuma.resource.ResourceKind;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** Keeps the list of the MeshServices that each MeshMultiZoneService selects. */
public record MultiZoneReconciler(
    DestinationSurroundings surroundings, String zone, InstantSource clock, Writes writes) {
  private static final String MATCHED = "MeshServicesMatched";

  public void reconcile(ResourceKind any) {
    List<Destination> several = surroundings.destinations(ResourceKind.MESH_MULTI_ZONE_SERVICE);
    if (several.isEmpty()) {
      return;
    }
    List<Destination> services = surroundings.destinations(ResourceKind.MESH_SERVICE);
    for (Destination one : several) {
      ObjectNode status = status(one, services);
      ObjectNode stored = JsonNodeFactory.instance.objectNode();
      status
          .fieldNames()
          .forEachRemaining(field -> {
            if (one.status().has(field)) {
              stored.set(field, one.status().get(field));
            }
          });
      if (!stored.equals(status)) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.set("status", status);
        writes.patch(one.object(), patch);
      }
    }
  }

  private ObjectNode status(Destination one, List<Destination> services) {
    var wanted = new TreeMap<String, String>();
    one.spec()
        .at("/selector/meshService/matchLabels")
        .properties()
        .forEach(entry -> wanted.put(entry.getKey(), entry.getValue().asText()));
    ArrayNode matches = JsonNodeFactory.instance.arrayNode();
    services.stream()
        .filter(service -> !wanted.isEmpty() && service.mesh().equals(one.mesh()))
        .filter(service -> service.matches(wanted))
        .map(this::reference)
        .sorted(Comparator.comparing(JsonNode::toString))
        .forEach(matches::add);
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.set("meshServices", matches);
    status.putArray("conditions").add(condition(one, !matches.isEmpty()));
    return status;
  }

  private ObjectNode reference(Destination service) {
    String own = service.label(Labels.ZONE.name());
    return JsonNodeFactory.instance
        .objectNode()
        .put("name", service.label(Annotations.DISPLAY_NAME.name()))
        .put("namespace", service.label(Labels.NAMESPACE.name()))
        .put("zone", own.isEmpty() ? zone : own)
        .put("mesh", service.mesh());
  }

  private ObjectNode condition(Destination one, boolean found) {
    String status = found ? "True" : "False";
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", MATCHED)
        .put("status", status)
        .put("reason", found ? "MatchesFound" : "NoMatchesFound")
        .put("message", "")
        .put(
            "lastTransitionTime",
            ConditionTime.of(one.status().path("conditions"), MATCHED, status, clock));
  }
}
