package io.higuma.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.containerpatch.StoredContainer;
import io.higuma.inject.InjectionDecision;
import io.higuma.inject.Injector;
import io.higuma.inject.NamespaceMetadata;
import io.higuma.inject.OfflineCluster;
import io.higuma.inject.PodDraft;
import io.higuma.inject.PodShape;
import io.higuma.inject.PodTemplates;
import io.higuma.inject.SidecarForm;
import io.higuma.inject.WebhookReach;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MeshSelection;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "inject",
    description = {
      "Print Pods and workloads as the webhook would change them.",
      "",
      "Takes Pods, and the templates of Deployments, StatefulSets, DaemonSets, ReplicaSets, Jobs and"
          + " CronJobs; other objects are printed as they are. Namespaces, Meshes, ContainerPatches"
          + " and ConfigMaps are given with --objects; without it every namespace counts as enabled"
          + " and only the Mesh default is there. If one object is refused, nothing is printed."
    })
final class InjectCommand implements Callable<Integer> {
  private final Console console;
  private final ConfigSource configSource;

  @Mixin private InputOptions options = new InputOptions();

  InjectCommand(Console console, ConfigSource configSource) {
    this.console = console;
    this.configSource = configSource;
  }

  @Override
  public Integer call() throws InputException {
    ControlPlaneConfig config = configSource.load(options.config());
    var documents = new Documents(console.in());
    String caCertificate = caCertificate(config, documents);
    List<Document> inputs = documents.readAll(options.files());
    if (inputs.isEmpty()) {
      throw InputException.refused("there is no object in the input");
    }
    Optional<OfflineCluster> known = cluster(documents, config);
    var results = new ArrayList<ObjectNode>();
    int exitCode = ExitCode.OK;
    for (Document input : inputs) {
      OfflineCluster cluster =
          known.orElseGet(() -> enabledCluster(namespaceOf(input), config.systemNamespace()));
      Injector injector = Injector.of(config, form(config), () -> caCertificate, cluster);
      if (!inject(input, injector, cluster, new WebhookReach(config.systemNamespace()))) {
        exitCode = ExitCode.REFUSED;
      }
      results.add(input.object());
    }
    if (exitCode == ExitCode.OK) {
      options.output().print(results, console.out());
    }
    return exitCode;
  }

  /** Changes the object in place; false when it is refused. */
  private boolean inject(
      Document input, Injector injector, OfflineCluster cluster, WebhookReach reach) {
    Optional<ObjectNode> pod = PodTemplates.podOf(input.object());
    if (pod.isEmpty()) {
      return !PodTemplates.hasPods(input.object())
          || refuse(input, List.of(new Violation(FieldPath.ROOT, PodTemplates.MISSING_TEMPLATE)));
    }
    List<Violation> misshapen = PodShape.check(pod.get());
    if (!misshapen.isEmpty()) {
      return refuse(input, misshapen);
    }
    PodDraft draft = PodDraft.of(pod.get());
    String namespace = namespaceOf(input);
    NamespaceMetadata metadata = cluster.namespace(namespace).orElse(NamespaceMetadata.BARE);
    Optional<String> obstacle = reach.obstacle(draft, namespace, metadata);
    return switch (injector.inject(draft, namespace)) {
      case InjectionDecision.Inject(var mesh) -> {
        tidy(draft);
        obstacle.ifPresent(reason ->
            console.note(
                input.describe() + ": on a cluster the webhook would not be asked: " + reason));
        yield true;
      }
      case InjectionDecision.Skip(var reason) -> {
        console.note(input.describe() + ": no sidecar: " + reason.sentence());
        yield true;
      }
      case InjectionDecision.Reject(var reason, var violations) -> refuse(input, violations);
    };
  }

  /** The webhook sees what the API server has read, and not what somebody wrote. */
  private static void tidy(PodDraft draft) {
    Stream.of(draft.initContainers(), draft.containers())
        .flatMap(List::stream)
        .forEach(StoredContainer::tidy);
  }

  private boolean refuse(Document input, List<Violation> violations) {
    for (Violation violation : violations) {
      console.note(input.describe() + ": " + violation);
    }
    return false;
  }

  private Optional<OfflineCluster> cluster(Documents documents, ControlPlaneConfig config)
      throws InputException {
    Optional<List<String>> files = options.objects();
    if (files.isEmpty()) {
      console.note(
          "without --objects, every namespace counts as enabled and Mesh \"default\" as there");
      return Optional.empty();
    }
    List<ObjectNode> objects =
        new ObjectSet(documents.readAll(files.get())).all().stream().map(Document::object).toList();
    return Optional.of(new OfflineCluster(objects, config.systemNamespace()));
  }

  private static OfflineCluster enabledCluster(String namespace, String systemNamespace) {
    ObjectNode enabled = object("Namespace", namespace);
    enabled
        .withObjectProperty("metadata")
        .putObject("labels")
        .put(Labels.SIDECAR_INJECTION.name(), "enabled");
    return new OfflineCluster(
        List.of(enabled, object("Mesh", MeshSelection.DEFAULT_MESH)), systemNamespace);
  }

  private static ObjectNode object(String kind, String name) {
    ObjectNode object =
        JsonNodeFactory.instance
            .objectNode()
            .put("apiVersion", kind.equals("Mesh") ? "kuma.io/v1alpha1" : "v1")
            .put("kind", kind);
    object.putObject("metadata").put("name", name);
    return object;
  }

  private static String namespaceOf(Document input) {
    return input.namespace().isEmpty() ? ObjectSet.DEFAULT_NAMESPACE : input.namespace();
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
