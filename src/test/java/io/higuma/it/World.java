package io.higuma.it;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.resource.ResourceKind;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A small cluster within the cluster: all that is in it has this name or begins with it, so that
 * two of them can be told apart and compared.
 */
record World(Cluster cluster, String name) implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int UNPROCESSABLE = 422;
  private static final String SYSTEM = "kuma-system";

  /**
   * For a control plane that is killed, and comes back, while somebody wants something of it; on a
   * machine that others use as well a start takes minutes.
   */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** What differs between two runs by its nature. */
  private static final Set<String> OF_ONE_RUN =
      Set.of(
          "uid",
          "resourceVersion",
          "creationTimestamp",
          "deletionTimestamp",
          "lastTransitionTime",
          "managedFields",
          "generation",
          "data",
          "higuma.io/injection-hash"); // The name of the mesh is in what it sums up.

  /** An address, a node or its zone, a time: chosen anew in each run. */
  private static final Pattern CHOSEN =
      Pattern.compile("\\b(\\d+\\.\\d+\\.\\d+\\.\\d+|(node|zone)-\\d|[-0-9]{10}T[:0-9]{8}Z)\\b");

  KubernetesClient client() {
    return cluster.client();
  }

  /** Applies YAML with {@code @} for the name of the world, as often as it takes. */
  void apply(String yaml) {
    // A text that begins with a brace would be read as JSON.
    var object = client().resource("---\n" + yaml.replace("@", name));
    insist(() -> object.forceConflicts().serverSideApply());
  }

  void deleteMesh(String mesh) {
    insist(() -> client().resources(Mesh.class).withName(mesh.replace("@", name)).delete());
  }

  void deleteService(String service) {
    insist(() -> client().services().inNamespace(name).withName(service).delete());
  }

  void deletePod(String pod) {
    insist(() -> client().pods().inNamespace(name).withName(pod).withGracePeriod(0).delete());
    await().atMost(PATIENCE).until(() -> pod(pod) == null);
  }

  void relabel(String pod, String app) {
    insist(() ->
        client()
            .pods()
            .inNamespace(name)
            .withName(pod)
            .patch(
                PatchContext.of(PatchType.JSON_MERGE),
                "{\"metadata\":{\"labels\":{\"app\":\"%s\"}}}".formatted(app)));
  }

  void readiness(String pod, boolean ready) {
    await()
        .atMost(PATIENCE)
        .until(() -> {
          Pod found = pod(pod);
          return found != null && !found.getStatus().getContainerStatuses().isEmpty();
        });
    insist(() ->
        client()
            .pods()
            .inNamespace(name)
            .withName(pod)
            .subresource("status")
            .patch(
                PatchContext.of(PatchType.JSON),
                "[{\"op\":\"replace\",\"path\":\"/status/containerStatuses/0/ready\",\"value\":%s}]"
                    .formatted(ready)));
  }

  Pod pod(String pod) {
    return client().pods().inNamespace(name).withName(pod).get();
  }

  /** All that stands in it, by kind and name, without what differs between runs by its nature. */
  Map<String, String> normalised() {
    return objects().stream()
        .filter(object -> object.getMetadata().getDeletionTimestamp() == null)
        .collect(
            Collectors.toMap(
                object -> neutral(key(object)),
                object -> neutral(normalised(JSON.valueToTree(object)).toPrettyString()),
                (one, other) -> one + other,
                TreeMap::new));
  }

  /** All that stands in it with its version. */
  Map<String, String> versions() {
    var versions = new TreeMap<String, String>();
    objects().forEach(one -> versions.put(key(one), one.getMetadata().getResourceVersion()));
    return versions;
  }

  /** What should not be there: objects whose owner is no more, and Dataplanes of no pod. */
  List<String> orphans() {
    List<HasMetadata> objects = objects();
    Set<String> there =
        objects.stream().map(one -> one.getMetadata().getUid()).collect(Collectors.toSet());
    return objects.stream()
        .filter(one ->
            one.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> !there.contains(owner.getUid())))
        .map(World::key)
        .toList();
  }

  private List<HasMetadata> objects() {
    var found = new ArrayList<HasMetadata>();
    for (ResourceKind kind : ResourceKind.values()) {
      all(kind).stream().filter(this::isOurs).forEach(found::add);
    }
    found.addAll(client().pods().inNamespace(name).list().getItems());
    found.addAll(client().services().inNamespace(name).list().getItems());
    Stream.concat(
            client().secrets().inNamespace(SYSTEM).list().getItems().stream(),
            client().namespaces().list().getItems().stream())
        .filter(this::isOurs)
        .forEach(found::add);
    return found;
  }

  private boolean isOurs(HasMetadata object) {
    Map<String, String> labels = object.getMetadata().getLabels();
    return name.equals(object.getMetadata().getNamespace())
        || object.getMetadata().getName().startsWith(name)
        || (labels != null && labels.getOrDefault("kuma.io/mesh", "").startsWith(name));
  }

  private static String key(HasMetadata object) {
    return object.getKind()
        + " "
        + object.getMetadata().getNamespace()
        + "/"
        + object.getMetadata().getName();
  }

  private String neutral(String text) {
    return CHOSEN.matcher(text.replace(name, "WORLD")).replaceAll("CHOSEN");
  }

  private static JsonNode normalised(JsonNode node) {
    if (node instanceof ObjectNode object) {
      if (object.path("kind").asText().equals("Pod")) {
        object.remove(List.of("spec", "status")); // The kubelet's, and what a cache lags behind.
      }
      object.remove(OF_ONE_RUN);
    }
    if (node instanceof ObjectNode || node instanceof ArrayNode) {
      node.forEach(World::normalised);
    }
    return node;
  }

  private List<GenericKubernetesResource> all(ResourceKind kind) {
    boolean namespaced = kind.scope() == ResourceKind.Scope.NAMESPACE;
    var objects =
        client()
            .genericKubernetesResources(
                new ResourceDefinitionContext.Builder()
                    .withGroup("kuma.io")
                    .withVersion("v1alpha1")
                    .withKind(kind.kind())
                    .withPlural(kind.plural())
                    .withNamespaced(namespaced)
                    .build());
    return (namespaced ? objects.inAnyNamespace().list() : objects.list()).getItems();
  }

  /** As tools do that keep a cluster as it should be; but what makes no sense never will. */
  private static void insist(Runnable change) {
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptionsMatching(failure ->
            failure instanceof KubernetesClientException refusal
                && refusal.getCode() != HttpURLConnection.HTTP_BAD_REQUEST
                && refusal.getCode() != UNPROCESSABLE)
        .until(() -> {
          change.run();
          return true;
        });
  }

  @Override
  public void close() {
    for (String namespace : List.of(name, name + "-noted")) {
      client().namespaces().withName(namespace).delete();
    }
    // Admission would keep the meshes until the Dataplanes are gone.
    for (String kind : List.of("mesh", "containerpatch")) {
      for (String letter : List.of("a", "b", "c")) {
        cluster.kubectl(
            "",
            "--as=" + Patch.CARETAKER,
            "--as-group=system:masters",
            "-n",
            SYSTEM,
            "delete",
            "--ignore-not-found",
            "--wait=false",
            kind,
            name + "-" + letter);
      }
    }
  }
}
