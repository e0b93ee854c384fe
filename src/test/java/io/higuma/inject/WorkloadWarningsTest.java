package io.higuma.inject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.higuma.Configs;
import io.higuma.config.ControlPlaneConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadWarningsTest {
  private static final List<ObjectNode> CLUSTER =
      List.of(
          object("{apiVersion: kuma.io/v1alpha1, kind: Mesh, metadata: {name: default}}"),
          namespace("shop", "enabled"),
          namespace("quiet", "disabled"),
          object("{apiVersion: v1, kind: Namespace, metadata: {name: plain}}"));

  @Test
  void nothingIsSaidOfAWorkloadThatIsWell() {
    assertThat(warnings("shop", deployment("{}", "{labels: {app: cart}}", ""))).isEmpty();
  }

  @Test
  void aRefusalIsToldInTheWordsThatThePodsWillGet() {
    assertThat(
            warnings(
                "shop",
                deployment(
                    "{}",
                    "{annotations: {kuma.io/sidecar-drain-time: soon, kuma.io/gateway: maybe}}",
                    "")))
        .hasSize(2)
        .anySatisfy(warning ->
            assertThat(warning)
                .startsWith(
                    "InvalidAnnotation: its pods can't get their sidecar: metadata.annotations[\"kuma.io/sidecar-drain-time\"]: ")
                .endsWith("\"soon\" is not a duration such as 30s or 1m30s"))
        .anySatisfy(warning -> assertThat(warning).contains("[\"kuma.io/gateway\"]"))
        .allSatisfy(warning -> assertThat(warning.length()).isLessThan(256));
  }

  @Test
  void aMeshThatIsMissingIsARefusal() {
    assertThat(warnings("shop", deployment("{}", "{labels: {kuma.io/mesh: none}}", "")))
        .singleElement()
        .asString()
        .startsWith("MeshNotFound: its pods can't get their sidecar: ");
  }

  @Test
  void podsThatCannotHaveASidecarAreToldOf() {
    assertThat(warnings("shop", deployment("{}", "{}", "hostNetwork: true, ")))
        .singleElement()
        .asString()
        .startsWith("HostNetwork: its pods get no sidecar: a pod with hostNetwork")
        .hasSizeLessThan(256);
  }

  @Test
  void whatIsOddIsTold() {
    assertThat(
            warnings(
                "shop", deployment("{}", "{annotations: {kuma.io/virtual-probes: enabled}}", "")))
        .contains(
            "Deprecated: annotation kuma.io/virtual-probes is deprecated: remove it: the application probe proxy does its work");
  }

  @ParameterizedTest
  @CsvSource({
    "Deployment,apps/v1",
    "StatefulSet,apps/v1",
    "DaemonSet,apps/v1",
    "ReplicaSet,apps/v1",
    "Job,batch/v1"
  })
  void everyKindIsLookedAt(String kind, String version) {
    ObjectNode workload =
        deployment(
            "{labels: {kuma.io/sidecar-injection: enabled}}",
            "{annotations: {kuma.io/gateway: maybe}}",
            "");
    workload.put("kind", kind).put("apiVersion", version);
    assertThat(warnings("shop", workload)).hasSize(2);
  }

  @Test
  void aCronJobHasItsTemplateDeeper() {
    assertThat(
            warnings(
                "shop",
                object(
                    """
                    apiVersion: batch/v1
                    kind: CronJob
                    metadata: {labels: {kuma.io/sidecar-injection: disabled}}
                    spec:
                      jobTemplate:
                        metadata: {annotations: {kuma.io/gateway: enabled}}
                        spec:
                          template:
                            metadata: {annotations: {kuma.io/gateway: enabled, kuma.io/builtin-dns: maybe}}
                            spec: {containers: [{name: app}]}
                    """)))
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .isEqualTo(
                        "MisplacedKey: kuma.io/sidecar-injection has no effect in metadata.labels: set it in spec.jobTemplate.spec.template.metadata.labels"),
            second ->
                assertThat(second)
                    .startsWith("InvalidAnnotation: ")
                    .contains("[\"kuma.io/builtin-dns\"]"));
  }

  @Test
  void keysOfPodsOnTheWorkloadAreMisplaced() {
    assertThat(
            warnings(
                "plain",
                deployment(
                    """
                    {labels: {app: cart, kuma.io/sidecar-injection: enabled, kuma.io/zone: east},
                     annotations: {kuma.io/container-patches: big, kuma.io/ignore: "true", other.io/key: x,
                       prometheus.metrics.kuma.io/aggregate-app-port: "80", sidecar.higuma.io/cpu-limit: "2"}}
                    """,
                    "{}",
                    "")))
        .containsExactly(
            "MisplacedKey: kuma.io/sidecar-injection has no effect in metadata.labels: set it in spec.template.metadata.labels",
            "MisplacedKey: kuma.io/container-patches has no effect in metadata.annotations: set it in spec.template.metadata.annotations",
            "MisplacedKey: prometheus.metrics.kuma.io/aggregate-app-port has no effect in metadata.annotations: set it in spec.template.metadata.annotations",
            "MisplacedKey: sidecar.higuma.io/cpu-limit has no effect in metadata.annotations: set it in spec.template.metadata.annotations");
  }

  @Test
  void aKeyThatStandsInBothPlacesIsNone() {
    assertThat(
            warnings(
                "shop",
                deployment(
                    "{labels: {kuma.io/mesh: default}}", "{labels: {kuma.io/mesh: default}}", "")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "plain,enabled,namespace plain has no label kuma.io/sidecar-injection",
    "plain,true,namespace plain has no label kuma.io/sidecar-injection",
    "quiet,true,namespace quiet has kuma.io/sidecar-injection: disabled",
    "plain,disabled,",
    "quiet,disabled,",
  })
  void podsThatAskWhereNobodyIsAskedAreToldOf(
      String namespace, String label, @Nullable String part) {
    List<String> warnings =
        warnings(
            namespace,
            deployment("{}", "{labels: {kuma.io/sidecar-injection: \"%s\"}}".formatted(label), ""));
    if (part == null) {
      assertThat(warnings).isEmpty();
    } else {
      assertThat(warnings)
          .singleElement()
          .asString()
          .startsWith("OutOfReach: its pods ask for a sidecar and get none: ")
          .contains(part);
    }
  }

  @Test
  void whereNobodyAsksNothingIsSaid() {
    ObjectNode odd =
        deployment(
            "{}",
            "{annotations: {kuma.io/gateway: maybe, kuma.io/virtual-probes: enabled}}",
            "hostNetwork: true, ");
    assertThat(warnings("plain", odd.deepCopy())).isEmpty();
    assertThat(warnings("quiet", odd)).isEmpty();
  }

  @Test
  void whatHasNoTemplateOrAStrangeOneIsLeftAlone() {
    assertThat(warnings("shop", object("{apiVersion: apps/v1, kind: Deployment, spec: {}}")))
        .isEmpty();
    assertThat(warnings("shop", deployment("{labels: text}", "{labels: text}", ""))).isEmpty();
    assertThat(warnings("shop", object("{apiVersion: v1, kind: Service}"))).isEmpty();
  }

  @Test
  void onlyAChangeOfTheTemplateOrOfOurKeysIsWorthALook() {
    ObjectNode before = deployment("{labels: {app: cart}}", "{labels: {app: cart}}", "");
    ObjectNode scaled = before.deepCopy();
    scaled.withObjectProperty("spec").put("replicas", 7);
    scaled.withObjectProperty("metadata").put("resourceVersion", "8");
    assertThat(WorkloadWarnings.isWorthALook(before, Optional.empty())).isTrue();
    assertThat(WorkloadWarnings.isWorthALook(scaled, Optional.of(before))).isFalse();
    assertThat(
            WorkloadWarnings.isWorthALook(
                deployment("{labels: {app: cart}}", "{labels: {app: other}}", ""),
                Optional.of(before)))
        .isTrue();
    assertThat(
            WorkloadWarnings.isWorthALook(
                deployment(
                    "{labels: {app: cart, kuma.io/mesh: other}}", "{labels: {app: cart}}", ""),
                Optional.of(before)))
        .isTrue();
  }

  @Test
  void whatAControllerMakesIsNotWorthALook() {
    assertThat(
            WorkloadWarnings.isWorthALook(
                deployment("{ownerReferences: [{controller: true}]}", "{}", ""), Optional.empty()))
        .isFalse();
    assertThat(
            WorkloadWarnings.isWorthALook(
                deployment("{ownerReferences: [{name: one}]}", "{}", ""), Optional.empty()))
        .isTrue();
  }

  private static List<String> warnings(String namespace, ObjectNode workload) {
    ControlPlaneConfig config = Configs.defaults();
    var cluster = new OfflineCluster(CLUSTER, config.systemNamespace());
    var warnings =
        new WorkloadWarnings(
            Injector.of(config, SidecarForm.NATIVE, () -> "", cluster),
            new WebhookReach(config.systemNamespace()));
    var all = new ArrayList<>(WorkloadWarnings.misplacedKeys(workload));
    all.addAll(warnings.ofPods(workload, namespace));
    return all;
  }

  private static ObjectNode deployment(String metadata, String ofPods, String spec) {
    return object(
        "{apiVersion: apps/v1, kind: Deployment, metadata: %s, spec: {replicas: 1, template: {metadata: %s, spec: {%scontainers: [{name: app, image: app}]}}}}"
            .formatted(metadata, ofPods, spec));
  }

  private static ObjectNode namespace(String name, String label) {
    return object(
        "{apiVersion: v1, kind: Namespace, metadata: {name: %s, labels: {kuma.io/sidecar-injection: %s}}}"
            .formatted(name, label));
  }

  private static ObjectNode object(String yaml) {
    try {
      return (ObjectNode) new YAMLMapper().readTree(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
