package io.higuma.inject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.Configs;
import io.higuma.containerpatch.CheckedPatch;
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
    // pod label, pod annotation, namespace label, namespace annotation, decision
    ",,,,Skip[reason=NOT_ENABLED]",
    ",,enabled,,Inject[mesh=default]",
    ",,true,,Inject[mesh=default]",
    ",,yes,,Inject[mesh=default]",
    ",,disabled,,Skip[reason=NAMESPACE_DISABLED]",
    ",,,enabled,Inject[mesh=default]",
    ",,,no,Skip[reason=NAMESPACE_ANNOTATION_DISABLED]",
    ",,disabled,enabled,Skip[reason=NAMESPACE_DISABLED]",
    ",enabled,,,Inject[mesh=default]",
    ",disabled,enabled,,Skip[reason=POD_ANNOTATION_DISABLED]",
    "enabled,disabled,,,Inject[mesh=default]",
    "disabled,enabled,enabled,enabled,Skip[reason=POD_DISABLED]",
    "false,,enabled,,Skip[reason=POD_DISABLED]",
  })
  void theStrongestWishDecides(
      @Nullable String podLabel,
      @Nullable String podAnnotation,
      @Nullable String namespaceLabel,
      @Nullable String namespaceAnnotation,
      String decision) {
    ObjectNode pod = object("Pod", podLabel, podAnnotation);
    ObjectNode namespace = object("Namespace", namespaceLabel, namespaceAnnotation);

    assertThat(decide(pod, namespace)).hasToString(decision);
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
  @CsvSource({"containers", "initContainers"})
  void aPodThatHasASidecarIsLeftAlone(String list) {
    ObjectNode pod = object("Pod", null, null);
    pod.withObjectProperty("spec").withArrayProperty(list).addObject().put("name", "kuma-sidecar");

    assertThat(decide(pod, object("Namespace", "enabled", null)))
        .isEqualTo(new InjectionDecision.Skip(SkipReason.ALREADY_INJECTED));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"hostNetwork\": true} | HOST_NETWORK",
        "{\"os\": {\"name\": \"windows\"}} | WINDOWS",
        "{\"nodeSelector\": {\"kubernetes.io/os\": \"windows\"}} | WINDOWS",
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

    assertThat(new InjectionPolicy(Configs.defaults().injector(), behind).decide(pod, "shop"))
        .isEqualTo(new InjectionDecision.Inject("default"));
  }

  @Test
  void aNamespaceThatIsNotThereIsNamed() {
    var nothing = new NamespaceView(Optional.empty(), Optional.empty());
    var policy = new InjectionPolicy(Configs.defaults().injector(), nothing);

    assertThat(policy.decide(PodDraft.of(object("Pod", null, null)), "shop"))
        .isInstanceOfSatisfying(
            InjectionDecision.Reject.class,
            reject -> {
              assertThat(reject.reason()).isEqualTo(RejectReason.MESH_NOT_FOUND);
              assertThat(Violation.join(reject.violations()))
                  .contains("namespaces \"shop\" not found");
            });
  }

  private static InjectionDecision decide(ObjectNode pod, ObjectNode namespace) {
    ObjectNode mesh = object("Mesh", null, null);
    mesh.withObjectProperty("metadata").put("name", "default");
    namespace.withObjectProperty("metadata").put("name", "shop");
    var cluster = new OfflineCluster(List.of(namespace, mesh), "kuma-system");
    return new InjectionPolicy(Configs.defaults().injector(), cluster)
        .decide(PodDraft.of(pod), "shop");
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
    public Optional<CheckedPatch> containerPatch(String name) {
      return Optional.empty();
    }

    @Override
    public ConfigMapEntry transparentProxyConfig(String configMap) {
      return new ConfigMapEntry.NoConfigMap();
    }
  }
}
