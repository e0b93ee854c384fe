package io.higuma.bootstrap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.api.v1alpha1.ZoneEgressSpec;
import io.higuma.api.v1alpha1.ZoneIngressSpec;
import java.util.Optional;

/** Facts from a list of {@code kind, mesh, name, spec}. */
record GivenFacts(JsonNode objects) implements BootstrapFacts {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public Optional<MeshSpec> mesh(String name) {
    return find("Mesh", "", name, MeshSpec.class);
  }

  @Override
  public Optional<DataplaneSpec> dataplane(String mesh, String name) {
    return find("Dataplane", mesh, name, DataplaneSpec.class);
  }

  @Override
  public Optional<ZoneIngressSpec> zoneIngress(String name) {
    return find("ZoneIngress", "", name, ZoneIngressSpec.class);
  }

  @Override
  public Optional<ZoneEgressSpec> zoneEgress(String name) {
    return find("ZoneEgress", "", name, ZoneEgressSpec.class);
  }

  @Override
  public boolean isIpv4Only(String host) {
    return host.startsWith("four.");
  }

  private <T> Optional<T> find(String kind, String mesh, String name, Class<T> type) {
    for (JsonNode object : objects) {
      if (object.path("kind").asText().equals(kind)
          && object.path("mesh").asText().equals(mesh)
          && object.path("name").asText().equals(name)) {
        try {
          return Optional.of(JSON.treeToValue(object.path("spec"), type));
        } catch (JsonProcessingException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    return Optional.empty();
  }
}
