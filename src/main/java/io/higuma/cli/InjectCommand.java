package io.higuma.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.inject.Injector;
import io.higuma.inject.OfflineCluster;
import io.higuma.inject.SidecarForm;
import io.higuma.inject.WebhookReach;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "inject",
    description = {
      "Print Pods and workloads as the webhook would change them.",
      "",
      "Takes Pods, and the templates of Deployments, StatefulSets, DaemonSets, ReplicaSets, Jobs and"
          + " CronJobs; other objects are printed as they are. Namespaces, Meshes, ContainerPatches"
          + " and ConfigMaps of the input count as there; more of the cluster is given with"
          + " --objects. Without it, every namespace that is not in the input counts as enabled, and"
          + " the Mesh default as there. If one object is refused, nothing is printed."
    })
final class InjectCommand implements Callable<Integer> {
  private final Console console;
  private final ConfigSource configSource;

  @Mixin private InputOptions input = new InputOptions();
  @Mixin private ClusterOptions cluster = new ClusterOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  InjectCommand(Console console, ConfigSource configSource) {
    this.console = console;
    this.configSource = configSource;
  }

  @Override
  public Integer call() throws InputException {
    ControlPlaneConfig config = configSource.load(cluster.config());
    var documents = new Documents(console.in());
    String caCertificate = caCertificate(config, documents);
    List<Document> given = input.read(documents);
    if (given.isEmpty()) {
      throw InputException.refused("there is no object in the input");
    }
    OfflineCluster known = cluster(given, documents, config.systemNamespace());
    var injector =
        new DocumentInjector(
            Injector.of(config, form(config), () -> caCertificate, known),
            known,
            new WebhookReach(config.systemNamespace()),
            input.namespace(),
            console);
    var results = new ArrayList<ObjectNode>();
    for (Document document : given) {
      injector.inject(document).ifPresent(results::add);
    }
    if (results.size() < given.size()) {
      return ExitCode.REFUSED;
    }
    output.print(results, console.out());
    return ExitCode.OK;
  }

  /** What is in the input is there, and wins over what {@code --objects} says. */
  private OfflineCluster cluster(List<Document> given, Documents documents, String systemNamespace)
      throws InputException {
    var objects = new ObjectSet(input.namespace());
    Optional<List<Document>> around = cluster.read(documents, input.folders());
    if (around.isPresent()) {
      objects.addAll(around.get());
      objects.addAll(given);
      return new OfflineCluster(objects.objects(), systemNamespace);
    }
    console.note(
        "without --objects, every namespace that is not in the input counts as enabled, and Mesh"
            + " \"default\" as there");
    objects.addAll(List.of(AssumedObjects.defaultMesh()));
    objects.addAll(given);
    return new OfflineCluster(objects.objects(), systemNamespace, AssumedObjects.ENABLED_NAMESPACE);
  }

  private static SidecarForm form(ControlPlaneConfig config) {
    return config.experimental().sidecarContainers() ? SidecarForm.NATIVE : SidecarForm.CLASSIC;
  }

  private static String caCertificate(ControlPlaneConfig config, Documents documents)
      throws InputException {
    String file = config.injector().caCertFile();
    return file.isEmpty() ? "" : documents.text(file);
  }
}
