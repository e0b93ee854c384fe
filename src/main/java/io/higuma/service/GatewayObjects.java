package io.higuma.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.higuma.inject.GatewayContainer;
import io.higuma.inject.Names;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import io.higuma.units.ResourceQuantity;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeMap;

/** What a MeshGatewayInstance becomes: a Service and a Deployment of its name. */
public final class GatewayObjects {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String BUILTIN = "builtin";
  private static final FieldPath RESOURCES = FieldPath.of("spec").field("resources");

  private final GatewayContainer containers;

  public GatewayObjects(GatewayContainer containers) {
    this.containers = containers;
  }

  /**
   * The objects, and what is wrong with what they were made from.
   *
   * @param service empty if there can be none
   * @param deployment empty if there can be none
   */
  record Made(
      Optional<Service> service, Optional<Deployment> deployment, List<Violation> violations) {}

  Made make(GatewayInstance instance, String mesh, LegacyObject gateway) {
    var violations = new ArrayList<Violation>();
    SequencedSet<Integer> ports = ports(gateway);
    Optional<Service> service = Optional.empty();
    if (ports.isEmpty()) {
      violations.add(
          new Violation(
              FieldPath.of("spec").field("tags"),
              "MeshGateway %s, which they lead to, has no listener with a port: add one to its spec.conf.listeners"
                  .formatted(gateway.name())));
    } else {
      service = Optional.of(service(instance, ports));
    }
    return new Made(service, deployment(instance, mesh, violations), violations);
  }

  private static SequencedSet<Integer> ports(LegacyObject gateway) {
    var ports = new LinkedHashSet<Integer>();
    for (JsonNode listener : gateway.spec().path("conf").path("listeners")) {
      int port = listener.path("port").asInt();
      if (port >= 1 && port <= 65535) {
        ports.add(port);
      }
    }
    return ports;
  }

  private static Service service(GatewayInstance instance, SequencedSet<Integer> ports) {
    var annotations = new TreeMap<>(instance.templated("serviceTemplate", "annotations"));
    annotations.put(Annotations.GATEWAY.name(), BUILTIN);
    ObjectNode service = NODES.objectNode();
    ObjectNode metadata = metadata(service, instance);
    put(metadata, "labels", instance.templated("serviceTemplate", "labels"));
    put(metadata, "annotations", annotations);
    ObjectNode spec = service.putObject("spec");
    spec.put("type", instance.serviceType());
    put(spec, "selector", selector(instance));
    JsonNode address = instance.spec().at("/serviceTemplate/spec/loadBalancerIP");
    if (!address.asText("").isEmpty()) {
      spec.set("loadBalancerIP", address);
    }
    var list = spec.putArray("ports");
    for (int port : ports) {
      ObjectNode one = list.addObject();
      one.put("name", Integer.toString(port)).put("protocol", "TCP").put("port", port);
      if (instance.serviceType().equals("NodePort")) {
        one.put("nodePort", port);
      }
    }
    return JSON.convertValue(service, Service.class);
  }

  /** Empty if something is wrong. */
  private Optional<Deployment> deployment(
      GatewayInstance instance, String mesh, List<Violation> violations) {
    GatewayContainer.Made made = containers.make(mesh, instance.containerAnnotations());
    ObjectNode container = made.container();
    List<Violation> mistakes = new ArrayList<>(made.violations());
    JsonNode resources = instance.spec().path("resources");
    if (!resources.isMissingNode() && !resources.isNull()) {
      container.set("resources", canonical(resources, mistakes));
    }
    violations.addAll(mistakes);
    if (!mistakes.isEmpty()) {
      return Optional.empty();
    }
    instance
        .spec()
        .at("/podTemplate/spec/container/securityContext")
        .propertyStream()
        .filter(field -> field.getKey().equals("readOnlyRootFilesystem"))
        .forEach(field ->
            container.withObject("/securityContext").set(field.getKey(), field.getValue()));
    ObjectNode deployment = NODES.objectNode();
    put(
        metadata(deployment, instance),
        "labels",
        Map.of(Labels.MANAGED_BY.name(), GeneratedObject.MANAGER));
    ObjectNode spec = deployment.putObject("spec");
    spec.put("replicas", instance.spec().path("replicas").asInt(1));
    put(spec.putObject("selector"), "matchLabels", selector(instance));
    ObjectNode template = spec.putObject("template");
    podMetadata(template.putObject("metadata"), instance, mesh);
    pod(template.putObject("spec"), instance, container);
    return Optional.of(JSON.convertValue(deployment, Deployment.class));
  }

  private static void podMetadata(ObjectNode metadata, GatewayInstance instance, String mesh) {
    var labels = new TreeMap<>(instance.templated("podTemplate", "labels"));
    labels.putAll(selector(instance));
    labels.put(Labels.SIDECAR_INJECTION.name(), "disabled");
    labels.put(Labels.MESH.name(), mesh);
    var annotations = new TreeMap<>(instance.templated("podTemplate", "annotations"));
    annotations.put(Annotations.GATEWAY.name(), BUILTIN);
    annotations.put(
        Annotations.TAGS.name(), JSON.valueToTree(new TreeMap<>(instance.tags())).toString());
    put(metadata, "labels", labels);
    put(metadata, "annotations", annotations);
  }

  private static void pod(ObjectNode pod, GatewayInstance instance, ObjectNode container) {
    JsonNode asked = instance.spec().path("podTemplate").path("spec");
    String account = asked.path("serviceAccountName").asText("");
    if (!account.isEmpty()) {
      // The former name of the field, too: the API server takes it when the other goes.
      pod.put("serviceAccountName", account).put("serviceAccount", account);
    }
    ObjectNode security = pod.putObject("securityContext");
    if (asked.at("/securityContext/fsGroup").isNumber()) {
      security.set("fsGroup", asked.at("/securityContext/fsGroup"));
    }
    security
        .putArray("sysctls")
        .addObject()
        .put("name", "net.ipv4.ip_unprivileged_port_start")
        .put("value", "0");
    pod.putArray("containers").add(container);
    pod.putArray("volumes").addObject().put("name", Names.GATEWAY_TMP).putObject("emptyDir");
  }

  /** As the API server prints them, so that they can be compared with what is stored. */
  private static JsonNode canonical(JsonNode resources, List<Violation> violations) {
    JsonNode canonical = resources.deepCopy();
    for (String field : List.of("requests", "limits")) {
      if (!(canonical.path(field) instanceof ObjectNode amounts)) {
        continue;
      }
      for (Map.Entry<String, JsonNode> amount : Map.copyOf(map(amounts)).entrySet()) {
        ResourceQuantity.parse(amount.getValue().asText(""))
            .ifPresentOrElse(
                quantity -> amounts.put(amount.getKey(), quantity.canonical()),
                () ->
                    violations.add(
                        new Violation(
                            RESOURCES.field(field).key(amount.getKey()),
                            "must be a quantity such as 200m or 512Mi")));
      }
    }
    try {
      JSON.convertValue(canonical, ResourceRequirements.class);
    } catch (IllegalArgumentException e) {
      violations.add(
          new Violation(
              RESOURCES, "must be what a container can have: requests, limits and claims"));
    }
    return canonical;
  }

  private static Map<String, JsonNode> map(ObjectNode object) {
    var map = new TreeMap<String, JsonNode>();
    object.properties().forEach(field -> map.put(field.getKey(), field.getValue()));
    return map;
  }

  private static Map<String, String> selector(GatewayInstance instance) {
    return Map.of("app", instance.key().name());
  }

  private static ObjectNode metadata(ObjectNode object, GatewayInstance instance) {
    ObjectNode metadata = object.putObject("metadata");
    metadata.put("namespace", instance.key().namespace()).put("name", instance.key().name());
    metadata.putArray("ownerReferences").addPOJO(instance.asOwner());
    return metadata;
  }

  private static void put(ObjectNode object, String field, Map<String, String> texts) {
    if (!texts.isEmpty()) {
      object.set(field, JSON.valueToTree(new TreeMap<>(texts)));
    }
  }
}
