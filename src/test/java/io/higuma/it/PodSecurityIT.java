package io.higuma.it;

import static io.higuma.it.TestNamespace.INJECTION;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.higuma.Configs;
import io.higuma.inject.InjectionDecision;
import io.higuma.inject.Injector;
import io.higuma.inject.OfflineCluster;
import io.higuma.inject.PodDraft;
import io.higuma.inject.SidecarForm;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether the API server's own Pod Security admission takes injected pods. */
@ExtendWith(LocalCluster.class)
class PodSecurityIT {
  private static final ObjectMapper YAML = new YAMLMapper();
  private static final String ENFORCE = "pod-security.kubernetes.io/enforce";
  private static final String CNI = "runtime: {kubernetes: {injector: {cniEnabled: true}}}\n";

  /** Its own containers have all that {@code restricted} asks for. */
  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec:
        containers:
        - name: app
          image: app
          securityContext:
            runAsNonRoot: true
            allowPrivilegeEscalation: false
            capabilities: {drop: [ALL]}
            seccompProfile: {type: RuntimeDefault}
      """;

  private final Cluster cluster;

  PodSecurityIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void aRestrictedNamespaceTakesWhatTheOperatorMakes(TestNamespace namespace) {
    namespace.labelled(Map.of(INJECTION, "enabled", ENFORCE, "restricted"));
    cluster.stopOperator();
    cluster.startOperator(Map.of("KUMA_RUNTIME_KUBERNETES_INJECTOR_CNI_ENABLED", "true"));
    try {
      assertThat(namespace.kubectl(POD, "create", "-f", "-").output())
          .isEqualToIgnoringNewLines("pod/web created");
      assertThat(namespace.pod("web").get().getSpec().getInitContainers())
          .extracting(Container::getName)
          .containsExactly("kuma-validation", "kuma-sidecar");
    } finally {
      cluster.stopOperator();
      cluster.startOperator();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRestrictedNamespaceTakesPodsThatCniRedirects(SidecarForm form, TestNamespace namespace)
      throws IOException {
    namespace.labelled(Map.of(ENFORCE, "restricted"));
    // What injection makes is given to an API server that does not call it.
    String hardened = injected(CNI, form, ENFORCE + ": restricted");
    assertThat(create(namespace, hardened).output()).contains("created");
    String asKumaMakesIt = injected(CNI, form, "other: label");
    assertThat(create(namespace, asKumaMakesIt).output())
        .contains("violates PodSecurity \"restricted:latest\"", "kuma-sidecar", "kuma-validation");
    String everywhere =
        injected(
            CNI + "higuma: {injector: {restrictedSecurityContext: true}}", form, "other: label");
    assertThat(create(namespace, everywhere).output()).contains("created");
  }

  @ParameterizedTest
  @ValueSource(strings = {"baseline", "restricted"})
  void withoutCniTheUserLearnsWhyThePodIsRefused(String level, TestNamespace namespace) {
    namespace.labelled(Map.of(INJECTION, "enabled", ENFORCE, level));
    Cluster.Outcome outcome = create(namespace, POD);
    assertThat(outcome.exitCode()).isNotZero();
    assertThat(outcome.output())
        .contains("Warning: PodSecurityViolation: the namespace enforces Pod Security \"" + level)
        .contains("runtime.kubernetes.injector.cniEnabled")
        .contains("violates PodSecurity \"" + level);
  }

  private static Cluster.Outcome create(TestNamespace namespace, String pod) {
    return namespace.kubectl(pod, "create", "--dry-run=server", "-f", "-");
  }

  private static String injected(String config, SidecarForm form, String namespaceLabel)
      throws IOException {
    ObjectNode mesh =
        object("{apiVersion: kuma.io/v1alpha1, kind: Mesh, metadata: {name: default}}");
    ObjectNode namespace =
        object(
            "{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {%s: enabled, %s}}}"
                .formatted(INJECTION, namespaceLabel));
    var cluster = new OfflineCluster(List.of(mesh, namespace), "kuma-system");
    PodDraft draft = PodDraft.of(object(POD));
    assertThat(Injector.of(Configs.of(config), form, () -> "", cluster).inject(draft, "shop"))
        .isInstanceOf(InjectionDecision.Inject.class);
    return draft.pod().toString();
  }

  private static ObjectNode object(String yaml) throws IOException {
    return (ObjectNode) YAML.readTree(yaml);
  }
}
