package io.higuma.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.admission.InjectionEvents;
import io.higuma.admission.InjectionLog;
import io.higuma.admission.InjectionMetrics;
import io.higuma.admission.InjectionObserver;
import io.higuma.admission.PodAdmission;
import io.higuma.api.v1alpha1.ContainerPatchSpec;
import io.higuma.api.v1alpha1.ContainerPatchSpec.Operation;
import io.higuma.config.ConfigLoader;
import io.higuma.config.ConfigResult;
import io.higuma.containerpatch.CheckedPatch;
import io.higuma.inject.ClusterView;
import io.higuma.inject.Injector;
import io.higuma.inject.NamespaceMetadata;
import io.higuma.inject.ServiceMetadata;
import io.higuma.inject.SidecarForm;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From the bytes of an AdmissionReview to the bytes of its answer, and the floor below it: reading the request. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgs = "-XX:+UseSerialGC")
public class InjectionBenchmark {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * simple, patched (one ContainerPatch with three operations), large (2,000 environment variables), configmap (simple,
   * with redirection settings in a ConfigMap).
   */
  @Param({"simple", "patched", "large", "configmap"})
  public String pod;

  /** all: metrics, log and Events, as in the control plane. */
  @Param({"all", "none"})
  public String observers;

  private byte[] request;
  private PodAdmission admission;

  @Setup
  public void setUp() {
    request = request(pod);
    Map<String, String> environment =
        pod.equals("configmap")
            ? Map.of("KUMA_RUNTIME_KUBERNETES_INJECTOR_TRANSPARENT_PROXY_CONFIGMAP_NAME", "redirection")
            : Map.of();
    if (!(ConfigLoader.load(Optional.empty(), environment)
        instanceof ConfigResult.Loaded loaded)) {
      throw new IllegalStateException("this is a configuration");
    }
    admission =
        new PodAdmission(
            Injector.of(loaded.config(), SidecarForm.NATIVE, () -> "", new OneOfEach()),
            observers.equals("all") ? observer() : (asked, decision) -> {});
  }

  private static InjectionObserver observer() {
    InstantSource clock = InstantSource.system();
    return new InjectionMetrics(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), "")
        .and(new InjectionLog(clock))
        .and(new InjectionEvents(clock, event -> true));
  }

  @Benchmark
  public byte[] requestToResponse() {
    return admission.review(request);
  }

  @Benchmark
  public Object readingTheRequest() throws IOException {
    return JSON.readTree(request);
  }

  static byte[] request(String pod) {
    ObjectNode review =
        JSON.createObjectNode().put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
    ObjectNode request =
        review
            .putObject("request")
            .put("uid", "705ab4f5-6393-11e8-b7cc-42010a800002")
            .put("namespace", "shop")
            .put("operation", "CREATE")
            .put("dryRun", false);
    request.putObject("kind").put("group", "").put("version", "v1").put("kind", "Pod");
    request.putObject("resource").put("group", "").put("version", "v1").put("resource", "pods");
    request
        .putObject("userInfo")
        .put("username", "system:serviceaccount:kube-system:replicaset-controller");
    request.putNull("oldObject");
    ObjectNode object = request.putObject("object").put("apiVersion", "v1").put("kind", "Pod");
    ObjectNode metadata = object.putObject("metadata").put("generateName", "cart-5d89bdfbf9-");
    metadata.putNull("creationTimestamp");
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", "apps/v1")
        .put("kind", "ReplicaSet")
        .put("name", "cart-5d89bdfbf9")
        .put("uid", "3e7b3f0c-8a3b-4a55-9c39-0d9f8a1f4f10")
        .put("controller", true)
        .put("blockOwnerDeletion", true);
    metadata.putObject("labels").put("app", "cart").put("pod-template-hash", "5d89bdfbf9");
    if (pod.equals("patched")) {
      metadata.putObject("annotations").put("kuma.io/container-patches", "big");
    }
    ObjectNode spec = object.putObject("spec");
    ObjectNode container =
        spec.putArray("containers").addObject().put("name", "cart").put("image", "cart:1.4");
    container.putArray("ports").addObject().put("name", "http").put("containerPort", 8080);
    ArrayNode variables = container.putArray("env");
    for (int i = 0; i < (pod.equals("large") ? 2_000 : 5); i++) {
      variables.addObject().put("name", "VARIABLE_" + i).put("value", "some value " + i);
    }
    container
        .putObject("readinessProbe")
        .put("periodSeconds", 10)
        .putObject("httpGet")
        .put("path", "/healthz")
        .put("port", "http");
    container
        .putArray("volumeMounts")
        .addObject()
        .put("name", "kube-api-access-x")
        .put("readOnly", true)
        .put("mountPath", "/var/run/secrets/kubernetes.io/serviceaccount");
    ObjectNode volume = spec.putArray("volumes").addObject().put("name", "kube-api-access-x");
    volume.putObject("projected").put("defaultMode", 420).putArray("sources").addObject();
    spec.put("restartPolicy", "Always")
        .put("terminationGracePeriodSeconds", 30)
        .put("serviceAccountName", "default");
    object.putObject("status");
    return review.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** A cluster of one namespace, one mesh, one patch and one ConfigMap. */
  private static final class OneOfEach implements ClusterView {
    private final NamespaceMetadata namespace =
        new NamespaceMetadata(Map.of("kuma.io/sidecar-injection", "enabled"), Map.of());
    private final CheckedPatch patch =
        CheckedPatch.of(
            "big",
            new ContainerPatchSpec(
                List.of(),
                List.of(
                    new Operation(null, "replace", "/resources/limits/memory", "\"1Gi\""),
                    new Operation(null, "add", "/resources/limits/cpu", "\"2\""),
                    new Operation(
                        null, "add", "/env/-", "{\"name\": \"EXTRA\", \"value\": \"1\"}"))));

    @Override
    public Optional<NamespaceMetadata> namespace(String name) {
      return Optional.of(namespace);
    }

    @Override
    public Optional<NamespaceMetadata> namespaceAnew(String name) {
      return Optional.of(namespace);
    }

    @Override
    public boolean meshExists(String name) {
      return true;
    }

    @Override
    public List<ServiceMetadata> services(String name) {
      return List.of();
    }

    @Override
    public Optional<FoundPatch> containerPatch(String name, List<String> namespaces) {
      return Optional.of(new FoundPatch(namespaces.getFirst(), patch));
    }

    @Override
    public ConfigMapEntry transparentProxyConfig(String configMap) {
      return new ConfigMapEntry.Found(
          """
          kumaDPUser: "5678"
          redirect:
            dns:
              enabled: true
              captureAll: true
          """);
    }
  }
}
