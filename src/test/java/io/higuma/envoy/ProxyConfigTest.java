package io.higuma.envoy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProxyConfigTest {
  @Test
  void sortsByNameWithinEachType() {
    ProxyConfig config = ProxyConfig.of(List.of(cluster("b"), cluster("a"), secret("key")));
    assertThat(config.of(ResourceType.CLUSTER).keySet()).containsExactly("a", "b");
    assertThat(config.of(ResourceType.SECRET).keySet()).containsExactly("key");
    assertThat(config.of(ResourceType.LISTENER)).isEmpty();
  }

  @Test
  void refusesTwoOfOneName() {
    assertThatIllegalStateException()
        .isThrownBy(() -> ProxyConfig.of(List.of(cluster("a"), cluster("a"))))
        .withMessage("Two resources are CLUSTER a");
  }

  @Test
  void aVersionIsOfTheContent() {
    assertThat(cluster("a").version()).isEqualTo(cluster("a").version()).hasSize(32);
    assertThat(cluster("a").version()).isNotEqualTo(cluster("b").version());
  }

  @Test
  void doesNotPrintWhatItHolds() {
    assertThat(secret("key").toString()).isEqualTo("SECRET key@" + secret("key").version());
  }

  @Test
  void knowsTypesByTheirUrls() {
    for (ResourceType type : ResourceType.values()) {
      assertThat(ResourceType.ofUrl(type.url())).contains(type);
    }
    assertThat(ResourceType.ofUrl("type.googleapis.com/google.protobuf.Empty")).isEmpty();
  }

  private static Resource cluster(String name) {
    return Resource.of(ResourceType.CLUSTER, name, Cluster.newBuilder().setName(name).build());
  }

  private static Resource secret(String name) {
    return Resource.of(ResourceType.SECRET, name, Secret.newBuilder().setName(name).build());
  }
}
