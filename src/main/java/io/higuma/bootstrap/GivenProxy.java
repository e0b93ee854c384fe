package io.higuma.bootstrap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.api.v1alpha1.ZoneEgressSpec;
import io.higuma.api.v1alpha1.ZoneIngressSpec;
import io.higuma.dataplane.DataplaneValidator;
import io.higuma.resource.ResourceKind;
import io.higuma.resource.ResourceView;
import io.higuma.validation.Violation;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A proxy that brings its own resource, in the form of Universal: type, mesh and name beside the
 * fields of the spec.
 */
final class GivenProxy {
  private static final ObjectMapper JSON = ClientText.mapper();
  private static final Set<String> NOT_SPEC =
      Set.of("type", "mesh", "name", "creationTime", "modificationTime", "labels", "kri");
  private static final String SPEC_PREFIX = "spec.";

  private final String mesh;
  private final String name;
  private final ObjectNode spec;

  private GivenProxy(String mesh, String name, ObjectNode spec) {
    this.mesh = mesh;
    this.name = name;
    this.spec = spec;
  }

  /**
   * What came of it.
   *
   * @param proxy present when there is nothing wrong
   * @param problem for the user; empty when there is none
   */
  record Reading(Optional<Proxy> proxy, String problem) {
    private static Reading of(Proxy proxy) {
      return new Reading(Optional.of(proxy), "");
    }

    private static Reading problem(String sentence) {
      return new Reading(Optional.empty(), sentence);
    }
  }

  static Reading read(String json, ProxyType type, BootstrapFacts facts) {
    Optional<ObjectNode> object = parse(json);
    if (object.isEmpty()) {
      return Reading.problem("dataplaneResource: must be a JSON object");
    }
    ObjectNode spec = object.get().deepCopy();
    var given =
        new GivenProxy(
            object.get().path("mesh").asText(), object.get().path("name").asText(), spec);
    spec.remove(NOT_SPEC);
    try {
      return given.of(type, facts);
    } catch (JsonProcessingException e) {
      return Reading.problem(
          "dataplaneResource: is no %s: %s".formatted(type.text(), e.getOriginalMessage()));
    }
  }

  private Reading of(ProxyType type, BootstrapFacts facts) throws JsonProcessingException {
    return switch (type) {
      case INGRESS -> Reading.of(Proxy.of(name, JSON.treeToValue(spec, ZoneIngressSpec.class)));
      case EGRESS -> Reading.of(Proxy.of(name, JSON.treeToValue(spec, ZoneEgressSpec.class)));
      case DATAPLANE -> dataplane(facts);
    };
  }

  private Reading dataplane(BootstrapFacts facts) throws JsonProcessingException {
    List<Violation> violations = new DataplaneValidator().validate(view());
    if (!violations.isEmpty()) {
      return Reading.problem(
          violations.stream().map(GivenProxy::sentence).collect(Collectors.joining("; ")));
    }
    JsonNode networking = spec.path("networking");
    if (networking.path("transparentProxying").isObject()
        && !networking.path("outbound").isEmpty()) {
      return Reading.problem(
          "networking.outbound: must be empty, since the transparent proxy finds the services by"
              + " itself");
    }
    Optional<MeshSpec> known = facts.mesh(mesh);
    if (known.isEmpty()) {
      return Reading.problem("mesh: there is no mesh " + ClientText.quoted(mesh));
    }
    return Reading.of(
        Proxy.of(mesh, name, JSON.treeToValue(spec, DataplaneSpec.class), known.get()));
  }

  private ResourceView view() {
    ObjectNode object = JSON.createObjectNode();
    object.put("mesh", mesh);
    object.putObject("metadata").put("name", name);
    object.set("spec", spec);
    return new ResourceView(ResourceKind.DATAPLANE, object);
  }

  /** Without the part of the path that users of this form do not know. */
  private static String sentence(Violation violation) {
    String field = violation.field().text();
    return (field.startsWith(SPEC_PREFIX) ? field.substring(SPEC_PREFIX.length()) : field)
        + ": "
        + violation.message();
  }

  private static Optional<ObjectNode> parse(String json) {
    try {
      return JSON.readTree(json) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
