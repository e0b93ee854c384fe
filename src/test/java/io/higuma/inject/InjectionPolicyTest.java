package io.higuma.inject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.Configs;
import io.higuma.validation.Violation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InjectionPolicyTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEY = "kuma.io/sidecar-injection";

  @ParameterizedTest
  @CsvSource({
    // pod label, pod annotation, namespace label, namespace annotation, reason
    ",,,,NOT_ENABLED",
    ",,enabled,,NAMESPACE_LABEL",
    ",,true,,NAMESPACE_LABEL",
    ",,yes,,NAMESPACE_LABEL",
    ",,disabled,,NAMESPACE_DISABLED",
    ",,,enabled,NAMESPACE_ANNOTATION",
    ",,,no,NAMESPACE_ANNOTATION_DISABLED",
    ",,disabled,enabled,NAMESPACE_DISABLED",
    ",enabled,,,POD_ANNOTATION",
    ",disabled,enabled,,POD_ANNOTATION_DISABLED",
    "enabled,disabled,,,POD_LABEL",
    "disabled,enabled,enabled,enabled,POD_DISABLED",
    "false,,enabled,,POD_DISABLED",
  })
  void theStrongestWishDecides(
      @Nullable String podLabel,
      @Nullable String podAnnotation,
      @Nullable String namespaceLabel,
      @Nullable String namespaceAnnotation,
      String reason) {
    ObjectNode pod = object("Pod", podLabel, podAnnotation);
    ObjectNode namespace = object("Namespace", namespaceLabel, namespaceAnnotation);

    assertThat(decide(pod, namespace).reason()).hasToString(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "pod,labels,True,on the pod",
    "pod,annotations,Enabled,on the pod",
    "namespace,labels,1,on the namespace shop",
    "namespace,annotations,on,on the namespace shop"
  })
  void aWishThatCannotBeReadIsRefused(String owner, String field, String value, String where) {
    ObjectNode pod = object("Pod", null, null);
    ObjectNode namespace = object("Namespace", null, null);
    ObjectNode wishing = owner.equals("pod") ? pod : namespace;
    wishing.withObjectProperty("metadata").withObjectProperty(field).put(KEY, value);

    assertThat(decide(pod, namespace))
        .isInstanceOfSatisfying(
            InjectionDecision.Reject.class,
            reject ->
                assertThat(Violation.join(reject.violations()))
                    .contains("metadata." + field + "[\"" + KEY + "\"]")
                    .contains("annotation \"" + KEY + "\" has wrong value \"" + value + "\"")
                    .contains("use enabled or disabled")
                    .contains(where));
  }

  @Test
  void anExceptionLabelComesBeforeAWrongValue() {
    ObjectNode pod = object("Pod", "nonsense", null);
    pod.withObjectProperty("metadata")
        .withObjectProperty("labels")
        .put("openshift.io/build.name", "build-1");

    assertThat(decide(pod, object("Namespace", "enabled", null)))
        .isEqualTo(new InjectionDecision.Skip(SkipReason.EXCEPTION_LABEL));
  }

  @ParameterizedTest
  @CsvSource({
    "containers,kuma-sidecar",
    "initContainers,kuma-sidecar",
    // a ContainerPatch has renamed the sidecar
    "volumes,kuma-sidecar-tmp",
  })
  void aPodThatWasInjectedIsLeftAlone(String list, String name) {
    ObjectNode pod = object("Pod", "nonsense", null);
    pod.withObjectProperty("metadata")
        .withObjectProperty("annotations")
        .put("kuma.io/sidecar-injected", "true");
    pod.withObjectProperty("spec").withArrayProperty(list).addObject().put("name", name);

    assertThat(decide(pod, object("Namespace", "enabled", null)))
        .isEqualTo(new InjectionDecision.Skip(SkipReason.ALREADY_INJECTED));
  }

  @ParameterizedTest
  @CsvSource({"containers", "initContainers"})
  void aSidecarThatInjectionDidNotAddIsRefused(String list) {
    ObjectNode pod = object("Pod", null, null);
    pod.withObjectProperty("spec").withArrayProperty(list).addObject().put("name", "kuma-sidecar");

    assertThat(decide(pod, object("Namespace", "enabled", null)))
        .isInstanceOfSatisfying(
            InjectionDecision.Reject.class,
            reject -> {
              assertThat(reject.reason()).isEqualTo(RejectReason.FOREIGN_SIDECAR);
              assertThat(Violation.join(reject.violations()))
                  .contains("kuma-sidecar", "kuma.io/sidecar-injected", "rename the container");
            });
    assertThat(decide(pod, object("Namespace", null, null)).reason())
        .as("nobody asks for a sidecar")
        .isEqualTo(SkipReason.NOT_ENABLED);
  }

  @Test
  void aCopiedMarkAloneIsNoSidecar() {
    ObjectNode pod = object("Pod", null, null);
    pod.withObjectProperty("metadata")
        .putObject("annotations")
        .put("kuma.io/sidecar-injected", "true");

    assertThat(decide(pod, object("Namespace", "enabled", null)).reason())
        .isEqualTo(InjectReason.NAMESPACE_LABEL);
  }

  @Test
  void kubeSystemIsNeverTouched() {
    assertThat(
            decide(
                object("Pod", "enabled", null),
                object("Namespace", "enabled", null),
                "kube-system"))
        .isEqualTo(new InjectionDecision.Skip(SkipReason.KUBE_SYSTEM));
  }

  @Test
  void ofTheControlPlanesNamespaceOnlyZoneProxiesAreTouched() {
    ObjectNode pod = object("Pod", "enabled", null);
    ObjectNode namespace = object("Namespace", "enabled", null);
    assertThat(decide(pod, namespace, "kuma-system"))
        .isEqualTo(new InjectionDecision.Skip(SkipReason.SYSTEM_NAMESPACE));

    pod.withObjectProperty("metadata")
        .withObjectProperty("labels")
        .put("kuma.io/mesh", "not-yet-there")
        .put("k8s.kuma.io/zone-proxy-type", "ingress");
    assertThat(decide(pod, namespace, "kuma-system"))
        .isEqualTo(
            new InjectionDecision.Inject("not-yet-there", InjectReason.POD_LABEL, List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"hostNetwork\": true} | HOST_NETWORK",
        "{\"os\": {\"name\": \"windows\"}} | WINDOWS",
        "{\"nodeSelector\": {\"kubernetes.io/os\": \"windows\"}} | WINDOWS",
        "{\"nodeSelector\": {\"beta.kubernetes.io/os\": \"windows\"}} | WINDOWS",
      })
  void whatTheSidecarWouldBreakIsLeftAlone(String spec, SkipReason reason) throws Exception {
    ObjectNode pod = object("Pod", null, null);
    pod.set("spec", JSON.readTree(spec));

    assertThat(decide(pod, object("Namespace", "enabled", null)))
        .isEqualTo(new InjectionDecision.Skip(reason));
    assertThat(decide(pod, object("Namespace", "disabled", null)))
        .as("nobody asked for it")
        .isEqualTo(new InjectionDecision.Skip(SkipReason.NAMESPACE_DISABLED));
  }

  @Test
  void aNamespaceThatMayHaveChangedIsLookedAtAgain() {
    var before = new NamespaceMetadata(Map.of(), Map.of());
    var after = new NamespaceMetadata(Map.of(KEY, "enabled"), Map.of());
    var behind = new NamespaceView(Optional.of(before), Optional.of(after));
    PodDraft pod = PodDraft.of(object("Pod", null, null));

    assertThat(injector(behind).inject(pod, "shop"))
        .isEqualTo(
            new InjectionDecision.Inject("default", InjectReason.NAMESPACE_LABEL, List.of()));
  }

  @Test
  void aNamespaceThatIsNotThereIsNamed() {
    var nothing = new NamespaceView(Optional.empty(), Optional.empty());

    assertThat(injector(nothing).inject(PodDraft.of(object("Pod", null, null)), "shop"))
        .isInstanceOfSatisfying(
            InjectionDecision.Reject.class,
            reject -> {
              assertThat(reject.reason()).isEqualTo(RejectReason.NAMESPACE_NOT_FOUND);
              assertThat(Violation.join(reject.violations()))
                  .contains("namespaces \"shop\" not found");
            });
  }

  private static Injector injector(ClusterView cluster) {
    return Injector.of(Configs.defaults(), SidecarForm.NATIVE, () -> "", cluster);
  }

  private static InjectionDecision decide(ObjectNode pod, ObjectNode namespace) {
    return decide(pod, namespace, "shop");
  }

  private static InjectionDecision decide(
      ObjectNode pod, ObjectNode namespace, String namespaceName) {
    ObjectNode mesh = object("Mesh", null, null);
    mesh.withObjectProperty("metadata").put("name", "default");
    namespace.withObjectProperty("metadata").put("name", namespaceName);
    var cluster = new OfflineCluster(List.of(namespace, mesh), "kuma-system");
    return new InjectionPolicy(Configs.defaults().injector(), "kuma-system", cluster)
        .decide(PodDraft.of(pod), namespaceName, cluster.namespace(namespaceName).orElseThrow());
  }

  private static ObjectNode object(
      String kind, @Nullable String label, @Nullable String annotation) {
    ObjectNode object =
        JSON.createObjectNode()
            .put("apiVersion", kind.equals("Mesh") ? "kuma.io/v1alpha1" : "v1")
            .put("kind", kind);
    ObjectNode metadata = object.putObject("metadata");
    if (label != null) {
      metadata.putObject("labels").put(KEY, label);
    }
    if (annotation != null) {
      metadata.putObject("annotations").put(KEY, annotation);
    }
    return object;
  }

  /** One namespace, before and after memory has caught up. */
  private record NamespaceView(Optional<NamespaceMetadata> known, Optional<NamespaceMetadata> anew)
      implements ClusterView {
    @Override
    public Optional<NamespaceMetadata> namespace(String name) {
      return known;
    }

    @Override
    public Optional<NamespaceMetadata> namespaceAnew(String name) {
      return anew;
    }

    @Override
    public boolean meshExists(String name) {
      return true;
    }

    @Override
    public List<ServiceMetadata> services(String namespace) {
      return List.of();
    }

    @Override
    public Optional<FoundPatch> containerPatch(String name, List<String> namespaces) {
      return Optional.empty();
    }

    @Override
    public ConfigMapEntry transparentProxyConfig(String configMap) {
      return new ConfigMapEntry.NoConfigMap();
    }
  }
}
