package io.higuma.it;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.higuma.api.v1alpha1.Dataplane;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A namespace that one test has for itself, and short words for what tests do in it. It goes away
 * after the test, which does not wait for that.
 */
public final class TestNamespace implements AutoCloseable {
  static final String INJECTION = "kuma.io/sidecar-injection";

  private static final String[] UNCHECKED = {
    "--as=" + Patch.CARETAKER, "--as-group=system:masters"
  };

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Cluster cluster;
  private final String name;

  private TestNamespace(Cluster cluster, String name) {
    this.cluster = cluster;
    this.name = name;
  }

  /** A name that no other test has; the namespace is not made yet. */
  static TestNamespace of(Cluster cluster, Class<?> test) {
    return new TestNamespace(
        cluster, test.getSimpleName().toLowerCase(Locale.ROOT) + "-" + NUMBER.incrementAndGet());
  }

  public String name() {
    return name;
  }

  public KubernetesClient client() {
    return cluster.client();
  }

  /** Makes it with the label that has sidecars injected. */
  public TestNamespace enabled() {
    return labelled(Map.of(INJECTION, "enabled"));
  }

  public TestNamespace labelled(Map<String, String> labels) {
    return made(labels, Map.of());
  }

  /** Makes it, and waits until pods can be made in it. */
  public TestNamespace made(Map<String, String> labels, Map<String, String> annotations) {
    client()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .withAnnotations(annotations)
                .endMetadata()
                .build())
        .create();
    await()
        .until(
            () -> client().serviceAccounts().inNamespace(name).withName("default").get() != null);
    return this;
  }

  public Namespace namespace() {
    return client().namespaces().withName(name).require();
  }

  /** Applies YAML, as a user's tool does. Each object goes to this namespace. */
  public void apply(String yaml) {
    kubectl(yaml, "apply", "-f", "-").orThrow();
  }

  /**
   * The same as a user whose requests admission does not look at, and the API server lets through.
   */
  public Cluster.Outcome unchecked(String input, String... args) {
    return kubectl(
        input, Stream.concat(Stream.of(UNCHECKED), Arrays.stream(args)).toArray(String[]::new));
  }

  /** Runs kubectl in this namespace, with a text on its standard input. */
  public Cluster.Outcome kubectl(String input, String... args) {
    return cluster.kubectl(
        input, Stream.concat(Stream.of("-n", name), Arrays.stream(args)).toArray(String[]::new));
  }

  /**
   * Creates a pod.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException with the API server's sentence
   */
  public Pod create(Pod pod) {
    return client().pods().inNamespace(name).resource(pod).create();
  }

  /** What the API server would store, after all admission, if the pod were created. */
  public Pod dryRun(Pod pod) {
    return client().pods().inNamespace(name).resource(pod).dryRun().create();
  }

  public PodResource pod(String pod) {
    return client().pods().inNamespace(name).withName(pod);
  }

  public Resource<Dataplane> dataplane(String dataplane) {
    return client().resources(Dataplane.class).inNamespace(name).withName(dataplane);
  }

  /** The Dataplane once it is there. */
  public Dataplane awaitDataplane(String dataplane) {
    return await().until(() -> dataplane(dataplane).get(), found -> found != null);
  }

  /** The only pod with this value of the label {@code app}, once it is ready. */
  public Pod awaitReadyPod(String app) {
    return await().until(() -> readyPod(app), Optional::isPresent).orElseThrow();
  }

  private Optional<Pod> readyPod(String app) {
    List<Pod> pods = client().pods().inNamespace(name).withLabel("app", app).list().getItems();
    return pods.stream().filter(pod -> isReady(pod)).findFirst();
  }

  private static boolean isReady(Pod pod) {
    return pod.getStatus().getPodIP() != null
        && pod.getStatus().getConditions().stream()
            .anyMatch(found -> found.getType().equals("Ready") && found.getStatus().equals("True"));
  }

  /** Plays the kubelet: changes a pod's status by a JSON patch. */
  public void patchStatus(String pod, String jsonPatch) {
    pod(pod).subresource("status").patch(PatchContext.of(PatchType.JSON), jsonPatch);
  }

  /** Events on an object of this name. */
  public List<Event> events(String object) {
    return client()
        .v1()
        .events()
        .inNamespace(name)
        .withField("involvedObject.name", object)
        .list()
        .getItems();
  }

  @Override
  public void close() {
    client().namespaces().withName(name).delete();
  }
}
