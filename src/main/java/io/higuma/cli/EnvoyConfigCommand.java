package io.higuma.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.envoy.Generated;
import io.higuma.envoy.MeshIndex;
import io.higuma.envoy.NodeMetadata;
import io.higuma.envoy.ProxyConfig;
import io.higuma.inspect.ProxyPolicyReport;
import io.higuma.inspect.ProxyPolicyReports;
import io.higuma.inspect.ProxyPolicyText;
import io.higuma.universal.UniversalMeshes;
import io.higuma.validation.Violation;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "envoy-config",
    description = {
      "Print the configuration that the Envoy of a proxy is given, or what becomes of it when the"
          + " mesh changes (--diff), or which policies it follows from (--why).",
      "",
      "--objects has the mesh in the Universal form: type, mesh, name, labels, spec, status. What the"
          + " control plane fills in when an object is written is filled in; nothing else is made. An"
          + " object that stands there twice is as it stands last.",
      "",
      "Certificates and keys are printed as <cert>."
    },
    exitCodeList = {
      "0:done",
      "1:an input object or a setting is refused, or the proxy is not among the objects",
      "2:wrong usage",
      "3:a file cannot be read, the result cannot be written, or an internal error",
      "4:with --diff and --exit-code: the configuration changes"
    })
final class EnvoyConfigCommand implements Callable<Integer> {
  private final Console console;
  private final ConfigSource configSource;

  @Mixin private ClusterOptions cluster = new ClusterOptions();
  @Mixin private EnvoyConfigOptions options = new EnvoyConfigOptions();

  EnvoyConfigCommand(Console console, ConfigSource configSource) {
    this.console = console;
    this.configSource = configSource;
  }

  @Override
  public Integer call() throws InputException {
    options.check();
    ControlPlaneConfig config = configSource.load(cluster.config());
    var documents = new Documents(console.in());
    var trials = new Trials();
    Optional<UniversalMeshes> meshes =
        trials.of(() ->
            UniversalInput.read(cluster.values(documents, options.folders()), config, console));
    Optional<UniversalMeshes> later = Optional.empty();
    if (options.later().isPresent()) {
      List<String> files = options.later().get();
      later =
          trials.of(() ->
              UniversalInput.read(
                  documents.values(options.folders().files(files)), config, console));
    }
    Optional<NodeMetadata> node = trials.of(() -> NodeMetadata.of(metadata(documents)));
    trials.check();
    var proxy = UniversalProxy.of(options, node.orElseThrow(), config);
    if (options.isWhy()) {
      return explain(proxy, meshes.orElseThrow());
    }
    return later.isPresent()
        ? compare(proxy, meshes.orElseThrow(), later.get())
        : print(proxy, meshes.orElseThrow());
  }

  private JsonNode metadata(Documents documents) throws InputException {
    List<UniversalInput.Item> values = documents.values(List.of(options.metadata()));
    if (values.size() != 1 || !values.getFirst().json().isObject()) {
      throw InputException.refused("%s: has to be one object".formatted(options.metadata()));
    }
    return values.getFirst().json();
  }

  private int print(UniversalProxy proxy, UniversalMeshes meshes) throws InputException {
    PrintedConfig printed = PrintedConfig.of(made(proxy.in(meshes)).config(), options.types());
    options.output().print(List.of(printed.json()), () -> "", console);
    return ExitCode.OK;
  }

  private int explain(UniversalProxy proxy, UniversalMeshes meshes) throws InputException {
    MeshIndex index = proxy.index(meshes);
    ProxyPolicyReport report =
        ProxyPolicyReports.of(index, meshes.policies())
            .of(proxy.dataplane(index.view()), proxy.node());
    options.output().print(List.of(report), () -> ProxyPolicyText.of(report), console);
    return ExitCode.OK;
  }

  private int compare(UniversalProxy proxy, UniversalMeshes meshes, UniversalMeshes later)
      throws InputException {
    var trials = new Trials();
    Optional<ProxyConfig> before = trials.of("--objects: ", () -> made(proxy.in(meshes)).config());
    Optional<ProxyConfig> after = trials.of("--diff: ", () -> made(proxy.in(later)).config());
    trials.check();
    ConfigDiff diff =
        ConfigDiff.of(
            PrintedConfig.of(before.orElseThrow(), options.types()),
            PrintedConfig.of(after.orElseThrow(), options.types()));
    ConfigDiff.Coloring coloring =
        options.color().appliesTo(console.screen())
            ? ConfigDiff.Coloring.AS_GIT
            : ConfigDiff.Coloring.NONE;
    options.output().print(List.of(diff), () -> diff.text(coloring), console);
    return options.exitCode(diff);
  }

  private Generated.Config made(Generated generated) throws InputException {
    return switch (generated) {
      case Generated.Config config -> config;
      case Generated.Refused(var violations) ->
          throw InputException.refused(options.metadata() + ": " + Violation.join(violations));
    };
  }
}
