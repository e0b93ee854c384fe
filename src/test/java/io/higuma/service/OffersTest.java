package io.higuma.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.api.v1alpha1.Dataplane;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OffersTest {
  private final Offers offers = new Offers();

  @Test
  void onlyTheFirstAndTheLastOfAKindAreNews() {
    assertThat(offers.put(key("a"), Optional.of(of("default", "web", "Ready"))))
        .containsExactly("default");
    assertThat(offers.put(key("b"), Optional.of(of("default", "web", "Ready")))).isEmpty();
    assertThat(offers.put(key("b"), Optional.of(of("default", "web", "NotReady")))).isEmpty();
    assertThat(offers.of("default")).hasSize(1);
    assertThat(offers.put(key("a"), Optional.empty())).isEmpty();
    assertThat(offers.put(key("b"), Optional.empty())).containsExactly("default");
    assertThat(offers.put(key("b"), Optional.empty())).isEmpty();
    assertThat(offers.of("default")).isEmpty();
  }

  @Test
  void aDataplaneMayMoveBetweenMeshesAndServices() {
    offers.put(key("a"), Optional.of(of("default", "web", "Ready")));
    assertThat(offers.put(key("a"), Optional.of(of("other", "web", "Ready"))))
        .containsExactlyInAnyOrder("default", "other");
    assertThat(offers.meshesWith("web")).containsExactly("other");
    offers.put(key("a"), Optional.of(of("other", "api", "Ready")));
    assertThat(offers.meshesWith("web")).isEmpty();
    assertThat(offers.meshesWith("api")).containsExactly("other");
    assertThat(offers.of("default")).isEmpty();
  }

  private static ObjectKey key(String name) {
    return new ObjectKey("shop", name);
  }

  private static Dataplane of(String mesh, String service, String state) {
    return KnownServices.of(
            """
            apiVersion: kuma.io/v1alpha1
            kind: Dataplane
            mesh: %s
            metadata: {name: any, namespace: shop}
            spec:
              networking:
                address: 10.1.0.1
                inbound: [{port: 8080, state: %s, tags: {kuma.io/service: %s}}, {port: 1}]
            """
                .formatted(mesh, state, service))
        .all(Dataplane.class)
        .findFirst()
        .orElseThrow();
  }
}
