package io.higuma.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.envoy.AdminIdentity;
import io.higuma.envoy.DataplaneView;
import io.higuma.envoy.EnvoyGenerator;
import io.higuma.envoy.EnvoyJson;
import io.higuma.envoy.Generated;
import io.higuma.envoy.GenerationSettings;
import io.higuma.envoy.MeshIndex;
import io.higuma.envoy.MeshView;
import io.higuma.envoy.NodeMetadata;
import io.higuma.envoy.ProxyConfig;
import io.higuma.envoy.Resource;
import io.higuma.envoy.ZoneIngressGenerator;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import io.higuma.universal.UniversalMeshes;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "envoy-config",
    description = {
      "Print the configuration that the Envoy of a proxy is given.",
      "",
      "--objects has the mesh in the Universal form: type, mesh, name, labels, spec, status. What the"
          + " control plane fills in when an object is written is filled in; nothing else is made.",
      "",
      "Certificates and keys are printed as <cert>."
    })
final class EnvoyConfigCommand implements Callable<Integer> {
  private static final String CERTIFICATE = "<cert>";
  private static final Pattern PEM = Pattern.compile("-----BEGIN |LS0tLS1CRUdJTi");

  /** Stands for what the control plane would issue: only its places count here. */
  private static final AdminIdentity ADMIN =
      new AdminIdentity(
          "-----BEGIN CERTIFICATE-----", "-----BEGIN KEY-----", "-----BEGIN CERTIFICATE-----");

  private final Console console;
  private final ConfigSource configSource;

  @Mixin private ClusterOptions cluster = new ClusterOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Option(
      names = "--proxy",
      required = true,
      paramLabel = "NAME",
      description = "Name of the Dataplane, with its namespace if it has one: web-1.shop")
  private String proxy = "";

  @Option(
      names = "--mesh",
      defaultValue = "default",
      paramLabel = "MESH",
      description = "Its mesh; empty for a zone proxy.")
  private String mesh = "";

  @Option(
      names = "--metadata",
      paramLabel = "FILE",
      required = true,
      description = "What the proxy tells of itself: metadata of the node in its bootstrap.")
  private String metadata = "";

  @Option(
      names = "--type",
      paramLabel = "clusters|endpoints|listeners|routes|secrets",
      description = "Only these; repeatable.")
  private List<PrintedType> types = new ArrayList<>();

  EnvoyConfigCommand(Console console, ConfigSource configSource) {
    this.console = console;
    this.configSource = configSource;
  }

  @Override
  public Integer call() throws InputException {
    ControlPlaneConfig config = configSource.load(cluster.config());
    var documents = new Documents(console.in());
    UniversalMeshes meshes = UniversalInput.read(cluster.values(documents), config, console);
    NodeMetadata node = NodeMetadata.of(single(documents.values(List.of(metadata))));
    output.print(List.of(print(generate(meshes, node, config))), console.out());
    return ExitCode.OK;
  }

  private JsonNode single(List<UniversalInput.Item> values) throws InputException {
    if (values.size() != 1 || !values.getFirst().json().isObject()) {
      throw InputException.refused("%s: has to be one object".formatted(metadata));
    }
    return values.getFirst().json();
  }

  private ProxyConfig generate(UniversalMeshes meshes, NodeMetadata node, ControlPlaneConfig config)
      throws InputException {
    GenerationSettings settings = GenerationSettings.of(config);
    Generated generated =
        mesh.isEmpty() ? ofZone(meshes, node, settings) : ofSidecar(meshes, node, settings);
    return switch (generated) {
      case Generated.Config(var made, var facts, var secrets) -> made;
      case Generated.Refused(var violations) ->
          throw InputException.refused(metadata + ": " + Violation.join(violations));
    };
  }

  private Generated ofZone(UniversalMeshes meshes, NodeMetadata node, GenerationSettings settings)
      throws InputException {
    MeshObject ingress =
        meshes
            .find(ResourceKind.ZONE_INGRESS, proxy)
            .orElseThrow(
                () -> InputException.refused("there is no ZoneIngress \"%s\"".formatted(proxy)));
    List<MeshIndex> all =
        meshes.names().stream()
            .flatMap(name -> meshes.view(name).stream())
            .map(view -> MeshIndex.of(view, settings))
            .toList();
    return new ZoneIngressGenerator(settings).generate(ingress, all, node, ADMIN);
  }

  private Generated ofSidecar(
      UniversalMeshes meshes, NodeMetadata node, GenerationSettings settings)
      throws InputException {
    var generator = new EnvoyGenerator(settings, EnvoyGenerator.allEffects());
    MeshView view =
        meshes
            .view(mesh)
            .orElseThrow(() -> InputException.refused("there is no Mesh \"%s\"".formatted(mesh)));
    DataplaneView dataplane =
        view.dataplanes().stream()
            .filter(one -> one.name().equals(proxy))
            .findFirst()
            .orElseThrow(() ->
                InputException.refused(
                    "there is no Dataplane \"%s\" in mesh \"%s\"".formatted(proxy, mesh)));
    return generator.generate(MeshIndex.of(view, settings), dataplane, node, ADMIN);
  }

  private ObjectNode print(ProxyConfig config) {
    var json = new EnvoyJson();
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    var resources = new ArrayList<Resource>();
    for (PrintedType type : PrintedType.values()) {
      if (type == PrintedType.secrets) {
        continue;
      }
      Collection<Resource> ofType = config.of(type.resources()).values();
      resources.addAll(ofType);
      if (isWanted(type)) {
        ArrayNode list = all.putArray(type.name());
        ofType.forEach(resource -> list.add(withoutSecrets(json.of(resource))));
      }
    }
    if (isWanted(PrintedType.secrets)) {
      ArrayNode secrets = all.putArray(PrintedType.secrets.name());
      json.secrets(resources).forEach(secrets::add);
    }
    return all;
  }

  private boolean isWanted(PrintedType type) {
    return types.isEmpty() || types.contains(type);
  }

  private static JsonNode withoutSecrets(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().forEach(field -> field.setValue(withoutSecrets(field.getValue())));
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, withoutSecrets(array.get(i)));
      }
    } else if (node.isTextual() && PEM.matcher(node.textValue()).find()) {
      return JsonNodeFactory.instance.textNode(CERTIFICATE);
    }
    return node;
  }
}
