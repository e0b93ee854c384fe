package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.higuma.xds.ServiceAccountAuthentication.ProxyPod;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CachedProxyPodsTest {
  private static final Map<String, Pod> SIDECARS =
      Map.of(
          "shop/web-1", pod("uid-1", "web", Map.of("kuma.io/mesh", "default")),
          "shop/plain", pod("uid-2", null, Map.of("kuma.io/mesh", "default")),
          "shop/empty", pod("uid-3", "", Map.of("kuma.io/mesh", "other")));
  private static final Map<String, Pod> ZONE_PROXIES =
      Map.of("kuma-system/ingress", pod("uid-4", "ingress", null));

  private final CachedProxyPods pods =
      new CachedProxyPods(
          (namespace, name) -> Optional.ofNullable(SIDECARS.get(namespace + "/" + name)),
          (namespace, name) -> Optional.ofNullable(ZONE_PROXIES.get(namespace + "/" + name)));

  @Test
  void aSidecarHasAMeshAndAnAccount() {
    assertThat(pods.find("shop", "web-1")).contains(new ProxyPod("uid-1", "default", "web"));
  }

  @Test
  void whoNamesNoAccountHasTheDefaultOne() {
    assertThat(pods.find("shop", "plain")).contains(new ProxyPod("uid-2", "default", "default"));
    assertThat(pods.find("shop", "empty")).contains(new ProxyPod("uid-3", "other", "default"));
  }

  @Test
  void aZoneProxyIsInNoMesh() {
    assertThat(pods.find("kuma-system", "ingress")).contains(new ProxyPod("uid-4", "", "ingress"));
  }

  @Test
  void otherPodsAreNone() {
    assertThat(pods.find("shop", "ingress")).isEmpty();
    assertThat(pods.find("", "web-1")).isEmpty();
  }

  private static Pod pod(
      String uid, @Nullable String account, @Nullable Map<String, String> labels) {
    return new PodBuilder()
        .withNewMetadata()
        .withUid(uid)
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .withServiceAccountName(account)
        .endSpec()
        .build();
  }
}
