package io.higuma.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.higuma.config.ConfigLoader;
import io.higuma.config.ConfigResult;
import io.higuma.inject.SidecarForm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveClusterTest {
  private static final String SHOP = "/api/v1/namespaces/shop";
  private static final String WEB = "/apis/apps/v1/namespaces/shop/deployments/web";
  private static final String PODS = SHOP + "/pods?labelSelector=app%3Dweb";
  private static final String WEBHOOKS =
      "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
  private static final String MESHES = "/apis/kuma.io/v1alpha1/meshes";
  private static final String CONFIG =
      "/api/v1/namespaces/kuma-system/configmaps/kuma-control-plane-config";
  private static final String CONTROL_PLANE =
      "/apis/apps/v1/namespaces/kuma-system/deployments/kuma-control-plane";

  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, namespace: shop, uid: d1, creationTimestamp: "2026-03-01T09:00:00Z"}
      spec:
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: app}]}
      """;

  /** Answers by path; what it has no answer for is not there. */
  private static final class Answers implements ApiObjects {
    private final Map<String, Answer> answers = new HashMap<>();
    private final List<String> asked = new ArrayList<>();

    Answers with(String path, String yaml) {
      answers.put(path, new Answer.Found(object(yaml)));
      return this;
    }

    Answers denied(String path) {
      answers.put(path, new Answer.Denied(path + " is forbidden"));
      return this;
    }

    @Override
    public Answer get(String path) {
      asked.add(path);
      return answers.getOrDefault(path, new Answer.Missing());
    }
  }

  @Test
  void collectsADeploymentWithAllAroundIt() {
    // Given
    Answers api =
        cluster()
            .with(
                "/apis/apps/v1/namespaces/shop/replicasets?labelSelector=app%3Dweb",
                """
                apiVersion: apps/v1
                kind: ReplicaSetList
                items:
                - metadata:
                    name: web-1
                    namespace: shop
                    ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, controller: true}]
                  spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: app}]}}}
                """)
            .with(
                PODS,
                """
                apiVersion: v1
                kind: PodList
                items:
                - metadata:
                    name: web-1-a
                    namespace: shop
                    uid: p1
                    creationTimestamp: "2026-03-01T10:00:00Z"
                    labels: {app: web}
                    ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-1, controller: true}]
                  spec: {containers: [{name: app}]}
                """);
    // When
    Explanation explanation = explain(api, ResourceType.DEPLOYMENT, "web");
    // Then
    assertThat(explanation.summary())
        .isEqualTo(
            "A new pod of Deployment shop/web would get a sidecar; 0 of its pods have one, 1 have none");
    assertThat(explanation.pods())
        .extracting(Explanation.PodState::name)
        .containsExactly("web-1-a");
    assertThat(explanation.causes())
        .extracting(Cause::code)
        .containsExactly(Cause.Code.CREATED_BEFORE_CONTROL_PLANE);
    assertThat(explanation.unknown()).isEmpty();
    assertThat(api.asked).noneMatch(path -> path.contains("secrets"));
  }

  @Test
  void tellsOfAnotherControlPlaneThatIsAskedToo() {
    // Given
    String kuma =
        """
        - metadata: {name: mesh-admission-mutating-webhook-configuration}
          webhooks:
          - name: namespace-kuma-injector.kuma.io
            clientConfig: {service: {name: mesh-control-plane, namespace: mesh, path: /inject-sidecar}}
            namespaceSelector: {matchLabels: {kuma.io/sidecar-injection: %s}}
            rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
        """;
    String list =
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingWebhookConfigurationList
        items:
        """;
    // When
    Explanation both =
        explain(
            cluster().with(WEBHOOKS, list + kuma.formatted("enabled")),
            ResourceType.DEPLOYMENT,
            "web");
    Explanation one =
        explain(
            cluster().with(WEBHOOKS, list + kuma.formatted("other")),
            ResourceType.DEPLOYMENT,
            "web");
    Explanation unsure =
        explain(
            cluster().with(WEBHOOKS, list + kuma.formatted("enabled")).denied(CONFIG),
            ResourceType.DEPLOYMENT,
            "web");
    // Then
    assertThat(both.notices())
        .extracting(Explanation.Odd::reason, Explanation.Odd::message)
        .containsExactly(
            tuple(
                "OtherControlPlane",
                "webhook namespace-kuma-injector.kuma.io of mesh-admission-mutating-webhook-configuration asks another control plane about the pod (Service mesh/mesh-control-plane): of two on one cluster, one has to be scaled down, with its webhooks"));
    assertThat(one.notices()).as("it does not select the pod").isEmpty();
    assertThat(unsure.notices()).as("what ours is called is not known").isEmpty();
  }

  @Test
  void takesTheSettingsOfTheControlPlane() {
    Answers api =
        cluster()
            .with(
                CONFIG,
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: kuma-control-plane-config, namespace: kuma-system}
                data:
                  config.yaml: |
                    runtime: {kubernetes: {injector: {sidecarContainer: {image: "file:1", uid: 6000}}}}
                """)
            .with(
                CONTROL_PLANE,
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: kuma-control-plane, namespace: kuma-system}
                spec:
                  template:
                    spec:
                      containers:
                      - name: control-plane
                        env:
                        - {name: KUMA_RUNTIME_KUBERNETES_INJECTOR_SIDECAR_CONTAINER_IMAGE, value: "env:1"}
                        - {name: KUMA_MULTIZONE_ZONE_NAME, valueFrom: {secretKeyRef: {name: s, key: k}}}
                        - {name: OTHER, valueFrom: {secretKeyRef: {name: s, key: k}}}
                        - {name: KUMA_MODE}
                        envFrom: [{secretRef: {name: s}}]
                """);
    Explanation explanation = explain(api, ResourceType.DEPLOYMENT, "web");
    assertThat(explanation.unknown())
        .anyMatch(line ->
            line.contains("KUMA_MULTIZONE_ZONE_NAME, all of envFrom are not read")
                && !line.contains("OTHER"))
        // An empty mode is a mistake, as in the control plane itself.
        .anyMatch(line -> line.contains("they have mistakes: mode: "));
  }

  @Test
  void settingsHaveTheirOrigin() {
    Answers api =
        cluster()
            .with(
                CONFIG,
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: kuma-control-plane-config, namespace: kuma-system}
                data:
                  config.yaml: |
                    runtime: {kubernetes: {injector: {sidecarContainer: {image: "file:1", uid: 6000}}}}
                """)
            .with(
                CONTROL_PLANE,
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: kuma-control-plane, namespace: kuma-system}
                spec:
                  template:
                    spec:
                      containers:
                      - name: control-plane
                        env:
                        - {name: KUMA_RUNTIME_KUBERNETES_INJECTOR_SIDECAR_CONTAINER_IMAGE, value: "env:1"}
                """);
    assertThat(explain(api, ResourceType.DEPLOYMENT, "web").settings())
        .extracting(Explanation.SettingValue::value, Explanation.SettingValue::origin)
        .containsExactly(
            tuple("env:1", "variable KUMA_RUNTIME_KUBERNETES_INJECTOR_SIDECAR_CONTAINER_IMAGE"),
            tuple("6000", "in ConfigMap kuma-system/kuma-control-plane-config, line 1"));
  }

  @Test
  void settingsThatAreGivenWin() {
    Answers api = cluster();
    ConfigResult.Loaded given =
        switch (ConfigLoader.load(Optional.empty(), Map.of("KUMA_MODE", "global"))) {
          case ConfigResult.Loaded loaded -> loaded;
          case ConfigResult.Invalid invalid -> throw new AssertionError(invalid);
        };
    assertThat(explain(api, ResourceType.DEPLOYMENT, "web", Optional.of(given)).decision().reason())
        .isEqualTo("GlobalControlPlane");
    assertThat(api.asked).doesNotContain(CONFIG).contains(CONTROL_PLANE);
  }

  @Test
  void whatMayNotBeReadIsSaidAndNothingIsClaimedOfIt() {
    // Given
    Answers api =
        cluster()
            .denied(WEBHOOKS)
            .denied(MESHES)
            .denied(CONFIG)
            .denied(CONTROL_PLANE)
            .denied(PODS)
            .denied(SHOP)
            .denied(SHOP + "/events?fieldSelector=reason%3DFailedCreate")
            .denied("/apis/kuma.io/v1alpha1/namespaces/kuma-system/containerpatches");
    // When
    Explanation explanation = explain(api, ResourceType.DEPLOYMENT, "web");
    // Then
    assertThat(explanation.decision().outcome()).isEqualTo(Explanation.Outcome.INJECT);
    assertThat(explanation.causes()).isEmpty();
    assertThat(explanation.unknown())
        .containsExactly(
            "the labels of the namespace; it counts as labelled kuma.io/sidecar-injection: enabled (%s is forbidden)"
                .formatted(SHOP),
            "which pods there are (%s is forbidden)".formatted(PODS),
            "whether pods were refused (%s/events?fieldSelector=reason%%3DFailedCreate is forbidden)"
                .formatted(SHOP),
            "the cluster's own webhook configuration; that of Higuma's deploy/ is assumed (%s is forbidden)"
                .formatted(WEBHOOKS),
            "which meshes there are; the pod's mesh counts as there (%s is forbidden)"
                .formatted(MESHES),
            "since when the control plane runs, and its variables (%s is forbidden)"
                .formatted(CONTROL_PLANE),
            "the settings of the control plane; the defaults are assumed (%s is forbidden)"
                .formatted(CONFIG));
  }

  @Test
  void anObjectThatIsNotThereOrMayNotBeRead() {
    assertThat(find(new Answers(), ResourceType.POD, "web"))
        .isInstanceOf(LiveCluster.Finding.Missing.class);
    assertThat(find(new Answers().denied(SHOP + "/pods/web"), ResourceType.POD, "web"))
        .isEqualTo(new LiveCluster.Finding.Denied(SHOP + "/pods/web is forbidden"));
  }

  @Test
  void podsOfJobsAndControllersAreFoundByTheirLabels() {
    Answers api =
        cluster()
            .with(
                "/apis/batch/v1/namespaces/shop/cronjobs/report",
                """
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: report, namespace: shop}
                spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: app}]}}}}}
                """)
            .with(
                "/apis/batch/v1/namespaces/shop/jobs",
                """
                apiVersion: batch/v1
                kind: JobList
                items:
                - metadata: {name: report-1, namespace: shop, ownerReferences: [{apiVersion: batch/v1, kind: CronJob, name: report, controller: true}]}
                - metadata: {name: other, namespace: shop}
                """)
            .with(
                SHOP + "/replicationcontrollers/old",
                """
                apiVersion: v1
                kind: ReplicationController
                metadata: {name: old, namespace: shop}
                spec: {selector: {app: old}, template: {spec: {containers: [{name: app}]}}}
                """);
    explain(api, ResourceType.CRON_JOB, "report");
    assertThat(api.asked)
        .contains(
            SHOP + "/pods?labelSelector=batch.kubernetes.io%2Fjob-name%20in%20%28report-1%29");
    explain(api, ResourceType.REPLICATION_CONTROLLER, "old");
    assertThat(api.asked).contains(SHOP + "/pods?labelSelector=app%3Dold");
  }

  @Test
  void readsNoMoreThanItNeeds() {
    Answers api = cluster();
    explain(api, ResourceType.DEPLOYMENT, "web");
    assertThat(api.asked)
        .noneMatch(path -> path.endsWith("/services"))
        .noneMatch(path -> path.contains("shop/containerpatches"));
    api.answers.remove(MESHES);
    explain(api, ResourceType.DEPLOYMENT, "web");
    assertThat(api.asked).contains(SHOP + "/services");
  }

  private static Answers cluster() {
    return new Answers()
        .with(WEB, DEPLOYMENT)
        .with(
            SHOP,
            """
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop, uid: n1, labels: {kuma.io/sidecar-injection: enabled}}
            """)
        .with(
            WEBHOOKS,
            """
            apiVersion: admissionregistration.k8s.io/v1
            items:
            - metadata: {name: one}
              webhooks:
              - name: all.example.com
                clientConfig: {url: "https://example.com/inject-sidecar", caBundle: eA==}
                rules: [{apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*"]}]
            """)
        .with(MESHES, "{apiVersion: kuma.io/v1alpha1, items: [{metadata: {name: default}}]}")
        .with(
            CONFIG,
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: kuma-control-plane-config, namespace: kuma-system}
            data: {config.yaml: ""}
            """)
        .with(
            CONTROL_PLANE,
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: kuma-control-plane, namespace: kuma-system, creationTimestamp: "2026-03-02T00:00:00Z"}
            """);
  }

  private static Explanation explain(Answers api, ResourceType type, String name) {
    return explain(api, type, name, Optional.empty());
  }

  private static Explanation explain(
      Answers api, ResourceType type, String name, Optional<ConfigResult.Loaded> given) {
    return switch (new LiveCluster(api, "kuma-system").find(type, "shop", name, given)) {
      case LiveCluster.Finding.Found(var object, var known, var settings) ->
          Explainer.explain(new Situation(object, known, settings, SidecarForm.NATIVE));
      case LiveCluster.Finding other -> throw new AssertionError(other);
    };
  }

  private static LiveCluster.Finding find(Answers api, ResourceType type, String name) {
    return new LiveCluster(api, "kuma-system").find(type, "shop", name, Optional.empty());
  }

  private static ObjectNode object(String yaml) {
    try {
      JsonNode read = new YAMLMapper().readTree(yaml);
      return new ObjectMapper().convertValue(read, ObjectNode.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
