package io.higuma.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.higuma.cluster.ApiServer;
import io.higuma.cluster.LiveMeshes;
import io.higuma.config.ConfigResult;
import io.higuma.envoy.DataplaneView;
import io.higuma.envoy.EnvoyGenerator;
import io.higuma.envoy.Generated;
import io.higuma.envoy.GenerationSettings;
import io.higuma.envoy.MeshIndex;
import io.higuma.envoy.MeshView;
import io.higuma.envoy.NodeMetadata;
import io.higuma.explain.ApiObjects;
import io.higuma.explain.ApiObjects.Answer;
import io.higuma.explain.Gap;
import io.higuma.explain.LiveCluster;
import io.higuma.inspect.DataplaneReport;
import io.higuma.inspect.PolicyInspection;
import io.higuma.inspect.PolicyInspections;
import io.higuma.inspect.ProxyPolicyReports;
import io.higuma.inspect.ProxyStatus;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MeshSelection;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks a cluster about proxies and policies. It reads what the control plane reads and what it has
 * written, with the rights of the user, and so needs no way into the control plane. Other commands
 * never load this class, nor a client.
 */
final class LiveInspection {
  private static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();
  private static final NodeMetadata UNKNOWN = NodeMetadata.of(NOTHING);

  private final LiveMeshes meshes;
  private final LiveCluster cluster;
  private final String namespace;
  private final Optional<ConfigResult.Loaded> given;
  private final List<String> unknown = new ArrayList<>();
  private List<MeshObject> policies = List.of();

  /**
   * Asks through this port.
   *
   * @param namespace where objects are
   * @param given settings to take instead of the cluster's own
   */
  LiveInspection(
      ApiObjects api,
      String systemNamespace,
      String namespace,
      Optional<ConfigResult.Loaded> given) {
    meshes = new LiveMeshes(api, systemNamespace);
    cluster = new LiveCluster(api, systemNamespace);
    this.namespace = namespace;
    this.given = given;
  }

  /** A question. */
  @FunctionalInterface
  interface Question<T> {
    T ask(LiveInspection live) throws InputException;
  }

  /** Asks the cluster of the kubeconfig. */
  static <T> T ask(InspectOptions options, ConfigSource configSource, Question<T> question)
      throws InputException {
    Optional<ConfigResult.Loaded> given = Optional.empty();
    if (options.config().isPresent()) {
      given = Optional.of(configSource.read(options.config()));
    }
    try (ApiServer server =
        ApiServer.connect(
            options.live().kubeconfig(), options.live().context(), LiveSituation.PATIENCE)) {
      String namespace =
          options.namespace().or(server::namespace).orElse(FileSituations.DEFAULT_NAMESPACE);
      return question.ask(
          new LiveInspection(server, options.live().systemNamespace(), namespace, given));
    } catch (ApiObjects.UnreachableException e) {
      throw InputException.unreadable(String.valueOf(e.getMessage()));
    }
  }

  /**
   * How it stands with a proxy.
   *
   * @param types of which its configuration is made
   */
  DataplaneReport dataplane(String name, List<PrintedType> types) throws InputException {
    JsonNode object = find(ResourceKind.DATAPLANE, name);
    String mesh = object.path("mesh").asText("");
    MeshIndex index = index(mesh.isEmpty() ? MeshSelection.DEFAULT_MESH : mesh);
    JsonNode insight = insight(name);
    String fullName = name + "." + namespace;
    DataplaneView view =
        index
            .view()
            .dataplane(fullName)
            .orElseThrow(() ->
                InputException.unreadable(
                    "Dataplane %s/%s: went away while it was looked at"
                        .formatted(namespace, name)));
    JsonNode metadata = insight.path("status").path("metadata");
    Optional<NodeMetadata> node =
        metadata.isObject() ? Optional.of(NodeMetadata.of(metadata)) : Optional.empty();
    Optional<JsonNode> configuration = Optional.empty();
    if (node.isPresent()) {
      configuration = configuration(index, view, node.get(), types);
    } else {
      unknown.add(
          "its configuration, and all its outbounds: no control plane has written what the proxy"
              + " says of itself when it connects");
    }
    return new DataplaneReport(
        index.view().name(),
        fullName,
        ProxyStatus.of(insight),
        ProxyPolicyReports.of(index, policies).of(view, node.orElse(UNKNOWN)).policies(),
        configuration.orElse(null),
        unknown);
  }

  /** What a policy comes to. */
  PolicyInspection policy(ResourceKind kind, String name) throws InputException {
    JsonNode object = find(kind, name);
    String label = object.path("metadata").path("labels").path(Labels.MESH.name()).asText("");
    MeshIndex index = index(label.isEmpty() ? MeshSelection.DEFAULT_MESH : label);
    MeshObject policy =
        index.view().policies().stream()
            .filter(one -> one.kind() == kind && one.name().equals(name + "." + namespace))
            .findFirst()
            .orElseThrow(() ->
                InputException.unreadable(
                    "%s %s/%s: went away while it was looked at"
                        .formatted(kind.kind(), namespace, name)));
    Map<String, JsonNode> metadata = meshes.proxyMetadata();
    remember(meshes.unknown());
    long silent =
        index.view().dataplanes().stream().filter(one -> !metadata.containsKey(one.name())).count();
    if (silent > 0) {
      unknown.add(
          "all outbounds of %d Dataplanes of which no control plane has written what they say of"
                  .formatted(silent)
              + " themselves when they connect");
    }
    var inspections =
        new PolicyInspections(
            index,
            dataplane -> {
              JsonNode said = metadata.get(dataplane.name());
              return said == null ? UNKNOWN : NodeMetadata.of(said);
            },
            policies);
    return inspections.of(policy, object.path("status"), unknown);
  }

  private JsonNode find(ResourceKind kind, String name) throws InputException {
    String described = "%s %s/%s".formatted(kind.kind(), namespace, name);
    return switch (meshes.one(kind, namespace, name)) {
      case Answer.Found(var object) -> object;
      case Answer.Denied(var message) ->
          throw InputException.unreadable("%s: may not be read: %s".formatted(described, message));
      case Answer.Missing() -> {
        List<String> others = meshes.namespaces(kind, name);
        throw InputException.unreadable(
            others.isEmpty()
                ? described + ": there is no such object in the cluster"
                : "%s: there is no such object; there is one in namespace %s: give -n %s"
                    .formatted(described, String.join(", ", others), others.getFirst()));
      }
    };
  }

  private MeshIndex index(String mesh) throws InputException {
    LiveCluster.ControlPlane controlPlane = cluster.controlPlane(given);
    controlPlane.gaps().stream().map(Gap::sentence).forEach(unknown::add);
    if (controlPlane.isDown()) {
      unknown.add(
          "what is so now: no control plane is ready, and what it wrote last is shown; proxies keep"
              + " what they have");
    }
    LiveMeshes.State state = meshes.mesh(mesh);
    remember(state.unknown());
    policies = state.policies();
    MeshView view =
        state
            .view()
            .orElseThrow(() ->
                InputException.unreadable(
                    state.unknown().isEmpty()
                        ? "there is no Mesh %s".formatted(mesh)
                        : "Mesh %s can't be read: %s"
                            .formatted(mesh, String.join("; ", state.unknown()))));
    return MeshIndex.of(view, GenerationSettings.of(controlPlane.settings().config()));
  }

  private void remember(List<String> sentences) {
    sentences.stream().filter(sentence -> !unknown.contains(sentence)).forEach(unknown::add);
  }

  private JsonNode insight(String name) {
    return switch (meshes.one(ResourceKind.DATAPLANE_INSIGHT, namespace, name)) {
      case Answer.Found(var object) -> object;
      case Answer.Missing() -> NOTHING;
      case Answer.Denied(var message) -> {
        unknown.add("whether it is connected (%s)".formatted(message));
        yield NOTHING;
      }
    };
  }

  private Optional<JsonNode> configuration(
      MeshIndex index, DataplaneView view, NodeMetadata node, List<PrintedType> types) {
    var generator = new EnvoyGenerator(index.settings(), EnvoyGenerator.allEffects());
    return switch (generator.generate(index, view, node, UniversalProxy.ADMIN)) {
      case Generated.Config made -> Optional.of(PrintedConfig.of(made.config(), types).json());
      case Generated.Refused(var violations) -> {
        unknown.add("its configuration, because there is none: " + Violation.join(violations));
        yield Optional.empty();
      }
    };
  }
}
