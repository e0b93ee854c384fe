package io.higuma.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.api.v1alpha1.MetricsBackend;
import io.higuma.resource.SpecDefaulter;

/** What admission fills in when a Mesh is applied: the metrics backends of Prometheus. */
public final class MeshDefaulting implements SpecDefaulter {
  private static final int PORT = 5670;

  @Override
  public JsonNode withDefaults(JsonNode spec) {
    JsonNode filled = spec.deepCopy();
    for (JsonNode backend : filled.path("metrics").path("backends")) {
      if (backend instanceof ObjectNode object
          && object.path("type").asText().equals(MetricsBackend.PROMETHEUS)) {
        prometheus(object);
      }
    }
    return filled;
  }

  private static void prometheus(ObjectNode backend) {
    if (isUnset(backend.path("conf"))) {
      backend.putObject("conf");
    }
    if (!(backend.path("conf") instanceof ObjectNode conf)) {
      return;
    }
    if (isUnset(conf.path("port")) || conf.path("port").asText().equals("0")) {
      conf.put("port", PORT);
    }
    if (isUnset(conf.path("path")) || conf.path("path").asText("-").isEmpty()) {
      conf.put("path", "/metrics");
    }
    JsonNode tags = conf.path("tags");
    if (isUnset(tags) || (tags.isObject() && tags.isEmpty())) {
      conf.putObject("tags").put("kuma.io/service", "dataplane-metrics");
    }
    if (isUnset(conf.path("tls"))) {
      ObjectNode tls = conf.putObject("tls");
      if (conf.path("skipMTLS").asBoolean()) {
        tls.put("mode", "disabled");
      }
    }
  }

  private static boolean isUnset(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }
}
