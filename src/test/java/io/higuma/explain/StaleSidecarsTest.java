package io.higuma.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.higuma.Configs;
import io.higuma.inject.InjectionDecision;
import io.higuma.inject.Injector;
import io.higuma.inject.OfflineCluster;
import io.higuma.inject.PodDraft;
import io.higuma.inject.SidecarForm;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StaleSidecarsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PODS = "/api/v1/pods?labelSelector=kuma.io%2Fmesh&limit=500";
  private static final String PATCH =
      """
      apiVersion: kuma.io/v1alpha1
      kind: ContainerPatch
      metadata: {name: more, namespace: kuma-system}
      spec: {sidecarPatch: [{op: add, path: /workingDir, value: '"%s"'}]}
      """;

  private final Map<String, ApiObjects.Answer> answers = new HashMap<>();
  private final ObjectNode namespace =
      object(
          "{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {kuma.io/sidecar-injection: enabled}}}");
  private final ObjectNode mesh =
      object("{apiVersion: kuma.io/v1alpha1, kind: Mesh, metadata: {name: default}}");
  private final ArrayNode pods = JSON.createArrayNode();

  StaleSidecarsTest() {
    list("/api/v1/namespaces", namespace);
    list("/apis/kuma.io/v1alpha1/meshes", mesh);
    settings("");
    patch("/old");
    answers.put(
        "/apis/apps/v1/namespaces/kuma-system/deployments/kuma-control-plane",
        new ApiObjects.Answer.Found(
            object(
                "{apiVersion: apps/v1, kind: Deployment, metadata: {name: kuma-control-plane, namespace: kuma-system}}")));
    answers.put(PODS, new ApiObjects.Answer.Found(JSON.createObjectNode().set("items", pods)));
  }

  @Test
  void nothingIsOldAsLongAsNothingChanges() {
    inject("", "web-7d9-a", "{}");
    inject("", "web-7d9-b", "{kuma.io/container-patches: more}");
    assertThat(look())
        .isEqualTo(new StaleSidecars(2, 0, true, List.of(), List.of()))
        .extracting(StaleSidecars::text)
        .isEqualTo("0 of 2 pods have a sidecar that would come out differently today.\n");
  }

  @Test
  void saysWhatDiffersAndWhyByOwner() {
    inject("", "web-7d9-a", "{}");
    inject("", "web-7d9-b", "{}");
    inject("", "db-7d9-a", "{kuma.io/container-patches: more, kuma.io/sidecar-drain-time: 40s}");
    settings(
        "runtime: {kubernetes: {injector: {sidecarContainer: {image: 'kuma-dp:new'}, builtinDNS: {port: 15054}}}}");
    patch("/new");
    StaleSidecars found = look();
    assertThat(found.text())
        .isEqualTo(
            """
            Deployment shop/db (1): db-7d9-a
              kuma-sidecar env KUMA_DNS_PROXY_PORT differs (setting runtime.kubernetes.injector.builtinDNS.port)
              kuma-sidecar image is kuma/kuma-dp:latest, would be kuma-dp:new (setting runtime.kubernetes.injector.sidecarContainer.image)
              kuma-sidecar workingDir is /old, would be /new (ContainerPatch more)
              kuma-init args is --exclude-inbound-ports=9902,9001 --redirect-all-dns-traffic --verbose, would be --exclude-inbound-ports=9902,9001 --redirect-all-dns-traffic --redirect-dns-port=15054 --verbose (setting runtime.kubernetes.injector.builtinDNS.port)
              annotation kuma.io/builtin-dns-port is 15053, would be 15054 (setting runtime.kubernetes.injector.builtinDNS.port)
              Renew: kubectl rollout restart deployment/db -n shop
            Deployment shop/web (2): web-7d9-a, web-7d9-b
              kuma-sidecar image is kuma/kuma-dp:latest, would be kuma-dp:new (setting runtime.kubernetes.injector.sidecarContainer.image)
              kuma-sidecar env KUMA_DNS_PROXY_PORT differs (setting runtime.kubernetes.injector.builtinDNS.port)
              kuma-init args is --exclude-inbound-ports=9902,9001 --redirect-all-dns-traffic --verbose, would be --exclude-inbound-ports=9902,9001 --redirect-all-dns-traffic --redirect-dns-port=15054 --verbose (setting runtime.kubernetes.injector.builtinDNS.port)
              annotation kuma.io/builtin-dns-port is 15053, would be 15054 (setting runtime.kubernetes.injector.builtinDNS.port)
              Renew: kubectl rollout restart deployment/web -n shop
            3 of 3 pods have a sidecar that would come out differently today.
            """);
  }

  @Test
  void whatOthersChangeIsNoAge() {
    inject("", "web-7d9-a", "{}");
    ((ObjectNode) pods.at("/0/spec/containers/0")).put("image", "changed-by-hand");
    assertThat(look().stale()).isZero();
  }

  @Test
  void podsOfKumaAreComparedAsFarAsTheyTell() {
    inject("", "web-7d9-a", "{}");
    ((ObjectNode) pods.at("/0/metadata/annotations")).remove("higuma.io/injection-hash");
    assertThat(look().stale()).isZero();
    settings("runtime: {kubernetes: {injector: {sidecarContainer: {image: 'kuma-dp:new'}}}}");
    assertThat(look().groups())
        .singleElement()
        .extracting(StaleSidecars.Group::differences)
        .asString()
        .contains("kuma-sidecar image");
  }

  @Test
  void aRecordOfTheOriginalIsNoHindrance() {
    inject("", "web-7d9-a", "{higuma.io/original: enabled}");
    assertThat(look().stale()).isZero();
    settings("runtime: {kubernetes: {injector: {sidecarContainer: {drainTime: 50s}}}}");
    assertThat(look().text()).contains("kuma-sidecar env KUMA_DATAPLANE_DRAIN_TIME differs");
  }

  @Test
  void podsThatEndAreLeftOut() {
    inject("", "web-7d9-a", "{}");
    inject("", "web-7d9-b", "{}");
    ((ObjectNode) pods.get(0)).putObject("status").put("phase", "Succeeded");
    ((ObjectNode) pods.at("/1/metadata")).put("deletionTimestamp", "2026-03-01T10:00:00Z");
    assertThat(look().checked()).isZero();
  }

  @Test
  void readsAllPages() {
    inject("", "web-7d9-a", "{}");
    ObjectNode first = JSON.createObjectNode();
    first.set("items", pods.deepCopy());
    first.putObject("metadata").put("continue", "a/b");
    answers.put(PODS, new ApiObjects.Answer.Found(first));
    answers.put(
        PODS + "&continue=a%2Fb",
        new ApiObjects.Answer.Found(JSON.createObjectNode().set("items", pods.deepCopy())));
    assertThat(look().checked()).isEqualTo(2);
  }

  @Test
  void doesNotGuessWhereSettingsCanNotBeRead() {
    inject(
        "runtime: {kubernetes: {injector: {sidecarContainer: {image: old}}}}", "web-7d9-a", "{}");
    answers.put(
        "/api/v1/namespaces/kuma-system/configmaps/kuma-control-plane-config",
        new ApiObjects.Answer.Denied("configmaps is forbidden"));
    StaleSidecars found = look();
    assertThat(found.stale()).isZero();
    assertThat(found.complete()).isFalse();
    assertThat(found.text()).contains("Not known: the settings of the control plane");
  }

  @Test
  void saysWhenPodsCanNotBeListed() {
    answers.put(PODS, new ApiObjects.Answer.Denied("pods is forbidden"));
    assertThat(look().complete()).isFalse();
    assertThat(look().unknown()).containsExactly("which pods there are (pods is forbidden)");
  }

  private StaleSidecars look() {
    LiveCluster.Population population =
        new LiveCluster(
                path -> answers.getOrDefault(path, new ApiObjects.Answer.Missing()), "kuma-system")
            .pods(Optional.empty(), Optional.empty());
    return StaleSidecars.among(population, SidecarForm.NATIVE);
  }

  private void settings(String yaml) {
    ObjectNode configMap =
        object(
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: kuma-control-plane-config, namespace: kuma-system}}");
    configMap.putObject("data").put("config.yaml", yaml);
    answers.put(
        "/api/v1/namespaces/kuma-system/configmaps/kuma-control-plane-config",
        new ApiObjects.Answer.Found(configMap));
  }

  private void patch(String value) {
    list(
        "/apis/kuma.io/v1alpha1/namespaces/kuma-system/containerpatches",
        object(PATCH.formatted(value)));
  }

  private void list(String path, ObjectNode item) {
    ObjectNode list = JSON.createObjectNode().put("apiVersion", item.path("apiVersion").asText());
    list.putArray("items").add(item);
    answers.put(path, new ApiObjects.Answer.Found(list));
  }

  /** Adds a pod as the API server has it, with the sidecar of some settings. */
  private void inject(String settings, String name, String annotations) {
    ObjectNode pod =
        object(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: %s
              namespace: shop
              uid: %s
              creationTimestamp: "2026-03-01T10:00:00Z"
              labels: {app: web, pod-template-hash: 7d9}
              annotations: %s
              ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: %s, controller: true}]
            spec:
              containers:
              - name: web
                image: web
                volumeMounts: [{name: token, mountPath: /var/run/secrets/kubernetes.io/serviceaccount}]
            """
                .formatted(name, name, annotations, name.substring(0, name.lastIndexOf('-'))));
    var config = Configs.of(settings);
    var cluster =
        new OfflineCluster(
            List.of(namespace, mesh, object(PATCH.formatted("/old"))), config.systemNamespace());
    assertThat(
            Injector.of(config, SidecarForm.NATIVE, () -> "-----BEGIN CERTIFICATE-----", cluster)
                .inject(PodDraft.of(pod), "shop"))
        .isInstanceOf(InjectionDecision.Inject.class);
    try {
      pods.add(JSON.readTree(JSON.writeValueAsString(pod)));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode object(String yaml) {
    try {
      return (ObjectNode) JSON.readTree(JSON.writeValueAsString(new YAMLMapper().readTree(yaml)));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
