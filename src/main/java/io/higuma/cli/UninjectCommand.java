package io.higuma.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.inject.ClusterView;
import io.higuma.inject.InjectionRemover;
import io.higuma.inject.NamespaceMetadata;
import io.higuma.inject.OfflineCluster;
import io.higuma.inject.PodShape;
import io.higuma.inject.PodTemplates;
import io.higuma.inject.Removal;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "uninject",
    description = {
      "Print Pods and workloads as they were before injection, by Higuma or by Kuma.",
      "",
      "Takes Pods, and the templates of workloads, from files or from a cluster; other objects are"
          + " printed as they are, and so are pods that were not injected. If one object is refused,"
          + " nothing is printed.",
      "",
      "Exact for pods with the annotation higuma.io/original: enabled. Of others is lost, since the"
          + " pod does not tell it any more:",
      "- the name of a probe's port, which comes back as a number; its host; an explicit scheme"
          + " HTTP; what the path did not have: a first slash",
      "- the label kuma.io/mesh, where it was the pod's own; with --objects it stays if the"
          + " namespace does not explain it",
      "- annotations of the pod that injection replaced, and those that look like written ones;"
          + " with --config, the settings of the control plane, those stay that the settings don't"
          + " explain",
      "- empty labels, annotations and lists; and, after Kuma, the spelling of quantities and"
          + " unknown fields"
    })
final class UninjectCommand implements Callable<Integer> {
  private final Console console;
  private final ConfigSource configSource;

  @Mixin private InputOptions input = new InputOptions();
  @Mixin private ClusterOptions around = new ClusterOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  UninjectCommand(Console console, ConfigSource configSource) {
    this.console = console;
    this.configSource = configSource;
  }

  @Override
  public Integer call() throws InputException {
    ControlPlaneConfig config = configSource.load(around.config());
    InjectionRemover remover =
        around.config().isPresent()
            ? InjectionRemover.knowing(config)
            : InjectionRemover.assuming(config);
    var documents = new Documents(console.in());
    List<Document> given = input.read(documents);
    if (given.isEmpty()) {
      throw InputException.refused("there is no object in the input");
    }
    Optional<OfflineCluster> cluster = cluster(documents, config);
    var results = new ArrayList<ObjectNode>();
    int exitCode = ExitCode.OK;
    for (Document document : given) {
      if (!uninject(document, remover, cluster.flatMap(known -> namespaceOf(document, known)))) {
        exitCode = ExitCode.REFUSED;
      }
      results.add(document.object());
    }
    if (exitCode == ExitCode.OK) {
      output.print(results, console.out());
    }
    return exitCode;
  }

  /** Changes the object in place; false when it is refused. */
  private boolean uninject(
      Document input, InjectionRemover remover, Optional<NamespaceMetadata> namespace) {
    Optional<ObjectNode> pod = PodTemplates.podOf(input.object());
    if (pod.isEmpty()) {
      return !PodTemplates.hasPods(input.object())
          || refuse(input, List.of(new Violation(FieldPath.ROOT, PodTemplates.MISSING_TEMPLATE)));
    }
    List<Violation> misshapen = PodShape.check(pod.get());
    if (!misshapen.isEmpty()) {
      return refuse(input, misshapen);
    }
    return switch (remover.remove(pod.get(), namespace)) {
      case Removal.Removed(var original, var notes) -> {
        notes.forEach(note -> console.note(input.describe() + ": " + note));
        pod.get().removeAll().setAll(original);
        yield true;
      }
      case Removal.NotInjected() -> {
        console.note(input.describe() + ": was not injected");
        yield true;
      }
      case Removal.Refused(var violations) -> refuse(input, violations);
    };
  }

  private boolean refuse(Document input, List<Violation> violations) {
    for (Violation violation : violations) {
      console.note(input.describe() + ": " + violation);
    }
    return false;
  }

  private Optional<OfflineCluster> cluster(Documents documents, ControlPlaneConfig config)
      throws InputException {
    Optional<List<Document>> objects = around.read(documents, input.folders());
    if (objects.isEmpty()) {
      return Optional.empty();
    }
    var known = new ObjectSet(input.namespace());
    known.addAll(objects.get());
    return Optional.of(new OfflineCluster(known.objects(), config.systemNamespace()));
  }

  private Optional<NamespaceMetadata> namespaceOf(Document document, ClusterView cluster) {
    return cluster.namespace(
        document.namespace().isEmpty() ? input.namespace() : document.namespace());
  }
}
