package io.higuma.universal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.mesh.MeshDefaulting;
import io.higuma.metadata.Labels;
import io.higuma.resource.ComputedLabels;
import io.higuma.resource.LabelFacts;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ProxyShape;
import java.util.TreeMap;

/**
 * What a control plane without Kubernetes fills in when somebody writes an object.
 *
 * @param labels that it gives
 * @param zone that it serves
 */
public record OnWrite(ComputedLabels labels, String zone) {
  private static final String UNIVERSAL = "universal";

  public static OnWrite of(ControlPlaneConfig config) {
    return new OnWrite(new ComputedLabels(config.mode(), config.zoneName()), config.zoneName());
  }

  /** The object with what was left out. */
  public MeshObject complete(MeshObject object) {
    JsonNode spec = spec(object);
    LabelFacts facts = LabelFacts.of(object.mesh(), "");
    var computed =
        new TreeMap<>(
            labels.of(
                object.kind(),
                object.labels(),
                ProxyShape.of(object.kind(), spec).map(facts::withProxy).orElse(facts)));
    if (!object.labels().containsKey(Labels.ENVIRONMENT.name())) {
      computed.computeIfPresent(Labels.ENVIRONMENT.name(), (key, ofKubernetes) -> UNIVERSAL);
    }
    return new MeshObject(
        object.kind(), object.mesh(), object.name(), computed, spec, object.status());
  }

  private JsonNode spec(MeshObject object) {
    return switch (object.kind()) {
      case MESH -> new MeshDefaulting().withDefaults(object.spec());
      case DATAPLANE -> inZone(object.spec().deepCopy());
      case ZONE_INGRESS, ZONE_EGRESS -> ofZone(object.spec().deepCopy());
      default -> object.spec();
    };
  }

  /** Each set of tags tells the zone. */
  private JsonNode inZone(JsonNode spec) {
    JsonNode networking = spec.path("networking");
    for (JsonNode inbound : networking.path("inbound")) {
      tag(inbound.path("tags"));
    }
    tag(networking.path("gateway").path("tags"));
    return spec;
  }

  private void tag(JsonNode tags) {
    if (tags instanceof ObjectNode object && !object.isEmpty()) {
      object.put(Labels.ZONE.name(), zone);
    }
  }

  private JsonNode ofZone(JsonNode spec) {
    if (spec instanceof ObjectNode object && object.path("zone").asText("").isEmpty()) {
      object.put("zone", zone);
    }
    return spec;
  }
}
