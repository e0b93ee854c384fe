package io.higuma.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.ZoneEgress;
import io.higuma.api.v1alpha1.ZoneIngress;
import io.higuma.dataplane.DataplaneSettings;
import io.higuma.dataplane.KnownObjects;
import io.higuma.dataplane.MeshOfPod;
import io.higuma.dataplane.PodConversion;
import io.higuma.dataplane.PodToDataplane;
import io.higuma.metadata.Annotations;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "dataplane",
    description = {
      "Print the Dataplane that the control plane makes from a Pod.",
      "",
      "Of a workload it is the Dataplane of a pod from its template, with the address "
          + WorkloadPods.EXAMPLE_ADDRESS
          + " for one that is not known yet.",
      "",
      "The Pod is taken as injected. Its Services, node, owners and Mesh, and the Dataplanes that are"
          + " there already, are given with --objects; without it there are no Services and the Mesh"
          + " is an empty one. Labels are printed as the control plane sees them; on the cluster some"
          + " of them are annotations."
    })
final class DataplaneCommand implements Callable<Integer> {
  /** What a Pod is converted with, by group and kind. */
  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.of(
          "/Namespace", Namespace.class,
          "/Node", Node.class,
          "/Service", Service.class,
          "discovery.k8s.io/EndpointSlice", EndpointSlice.class,
          "apps/ReplicaSet", ReplicaSet.class,
          "batch/Job", Job.class,
          "kuma.io/Mesh", Mesh.class,
          "kuma.io/Dataplane", Dataplane.class,
          "kuma.io/ZoneIngress", ZoneIngress.class,
          "kuma.io/ZoneEgress", ZoneEgress.class);

  private final Console console;
  private final ConfigSource configSource;
  private final ObjectMapper reader = RelevantFields.reader();

  @Mixin private InputOptions input = new InputOptions();
  @Mixin private ClusterOptions cluster = new ClusterOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  DataplaneCommand(Console console, ConfigSource configSource) {
    this.console = console;
    this.configSource = configSource;
  }

  @Override
  public Integer call() throws InputException {
    DataplaneSettings settings = DataplaneSettings.of(configSource.load(cluster.config()));
    var documents = new Documents(console.in());
    List<Pod> pods = pods(input.read(documents));
    var conversion = new PodToDataplane(surroundings(documents), settings);
    var results = new ArrayList<HasMetadata>();
    int exitCode = ExitCode.OK;
    for (Pod pod : pods) {
      switch (conversion.convert(pod)) {
        case PodConversion.Keep(var desired, var skipped) -> {
          skipped.forEach(service -> noteSkipped(pod, service));
          results.add(desired);
        }
        case PodConversion.KeepZoneIngress(var desired) -> results.add(desired);
        case PodConversion.KeepZoneEgress(var desired) -> results.add(desired);
        case PodConversion.Remove(var kind, var reason) ->
            console.note("%s: no %s: %s".formatted(describe(pod), kind, reason));
        case PodConversion.Nothing(var reason) ->
            console.note("%s: nothing to do: %s".formatted(describe(pod), reason));
        case PodConversion.Failed(var violations) -> {
          for (Violation violation : violations) {
            console.note("%s: %s".formatted(describe(pod), violation));
          }
          exitCode = ExitCode.REFUSED;
        }
      }
    }
    output.print(results, console.out());
    return exitCode;
  }

  private void noteSkipped(Pod pod, String service) {
    console.note(
        "%s: Service %s gives no zone proxy listener, because the mesh is not in mode Exclusive"
            .formatted(describe(pod), service));
  }

  private static String describe(Pod pod) {
    return "Pod %s/%s".formatted(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
  }

  private List<Pod> pods(List<Document> documents) throws InputException {
    var pods = new ArrayList<Pod>();
    for (Document given : documents) {
      Document document = WorkloadPods.of(given).inNamespace(input.namespace());
      if (!document.kind().equals(given.kind())) {
        console.note(
            "%s: shown for a pod with the address %s"
                .formatted(given.describe(), WorkloadPods.EXAMPLE_ADDRESS));
      }
      if (document.object().path("spec").isMissingNode()) {
        document.object().set("spec", JsonNodeFactory.instance.objectNode());
      }
      pods.add(asInjected(TypedObject.of(document, Pod.class, reader)));
    }
    if (pods.isEmpty()) {
      throw InputException.refused("there is no Pod in the input");
    }
    return pods;
  }

  private static Pod asInjected(Pod pod) {
    var annotations =
        new TreeMap<String, String>(
            Optional.ofNullable(pod.getMetadata().getAnnotations()).orElse(Map.of()));
    annotations.putIfAbsent(Annotations.SIDECAR_INJECTED.name(), "true");
    pod.getMetadata().setAnnotations(annotations);
    return pod;
  }

  private KnownObjects surroundings(Documents documents) throws InputException {
    Optional<List<Document>> around = cluster.read(documents, input.folders());
    if (around.isEmpty()) {
      console.note("without --objects, there are no Services and Mesh \"default\" is empty");
      return new KnownObjects(List.of(emptyMesh()));
    }
    var known = new ObjectSet(input.namespace());
    known.addAll(around.get());
    var objects = new ArrayList<HasMetadata>();
    for (Document document : known.all()) {
      Class<? extends HasMetadata> type = KINDS.get(document.group() + "/" + document.kind());
      if (type != null) {
        objects.add(TypedObject.of(document, type, reader));
      }
    }
    return new KnownObjects(objects);
  }

  private static Mesh emptyMesh() {
    var mesh = new Mesh();
    mesh.setMetadata(new ObjectMetaBuilder().withName(MeshOfPod.DEFAULT).build());
    return mesh;
  }
}
