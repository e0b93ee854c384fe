package io.higuma.cli;

import io.higuma.config.ControlPlaneConfig;
import io.higuma.containerpatch.StoredPod;
import io.higuma.inject.Injector;
import io.higuma.inject.OfflineCluster;
import io.higuma.inject.PodTemplates;
import io.higuma.inject.SidecarForm;
import io.higuma.inject.WebhookReach;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "inject",
    description = {
      "Print Pods and workloads as the webhook would change them.",
      "",
      "Takes Pods, and the templates of Deployments, StatefulSets, DaemonSets, ReplicaSets,"
          + " ReplicationControllers, Jobs and CronJobs; other objects are printed as they are. Namespaces, Meshes, ContainerPatches"
          + " and ConfigMaps of the input count as there; more of the cluster is given with"
          + " --objects. Without it, every namespace that is not in the input counts as enabled, and"
          + " the Mesh default as there.",
      "",
      "With exit code 1 nothing is printed, with 5 nothing but a diff: a pipe into kubectl applies"
          + " all or nothing."
    },
    exitCodeList = {
      "0:done",
      "1:an input object or a setting is refused",
      "2:wrong usage",
      "3:a file cannot be read or written, or an internal error",
      "4:with --exit-code: an object changes",
      "5:with --fail-on: what it names has happened"
    })
final class InjectCommand implements Callable<Integer> {
  private final Console console;
  private final ConfigSource configSource;

  @Mixin private InputOptions input = new InputOptions();
  @Mixin private ClusterOptions cluster = new ClusterOptions();
  @Mixin private ChangeOptions change = new ChangeOptions();

  @Option(
      names = "--fail-on",
      paramLabel = "skipped|warning",
      split = ",",
      description =
          "Exit with 5 when a pod gets no sidecar and has none (skipped), or when there is a"
              + " warning. Repeatable, or separated by commas.")
  private Set<FailOn> failOn = EnumSet.noneOf(FailOn.class);

  InjectCommand(Console console, ConfigSource configSource) {
    this.console = console;
    this.configSource = configSource;
  }

  @Override
  public Integer call() throws InputException {
    change.check();
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
    var changes = new ArrayList<ObjectChange>();
    for (Document document : given) {
      injector.inject(document).ifPresent(changes::add);
    }
    return changes.size() < given.size() ? ExitCode.REFUSED : finish(changes, injector);
  }

  private int finish(List<ObjectChange> changes, DocumentInjector injector) {
    boolean failed =
        failOn.stream()
            .anyMatch(what ->
                switch (what) {
                  case skipped -> injector.hasSkipped();
                  case warning -> console.hasWarned();
                });
    if (failed && !change.isDiff()) {
      console.note("no object is printed, because of --fail-on");
    } else {
      if (!change.isDiff()) {
        changes.stream().filter(done -> !done.isEmpty()).forEach(InjectCommand::tidy);
      }
      change.print(changes, "injected", console);
    }
    return failed ? ExitCode.FAILED_ON : change.exitCode(changes);
  }

  /** The webhook sees what the API server has read, and not what somebody wrote. */
  private static void tidy(ObjectChange done) {
    PodTemplates.podOf(done.result()).ifPresent(StoredPod::tidy);
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
