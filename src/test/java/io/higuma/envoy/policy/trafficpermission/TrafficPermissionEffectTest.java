package io.higuma.envoy.policy.trafficpermission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.envoyproxy.envoy.config.rbac.v3.RBAC;
import io.higuma.envoy.Conf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficPermissionEffectTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[{}]",
        "[{\"match\": {}}]",
        "[{\"match\": \"web\"}]",
        "[{\"match\": {\"kuma.io/service\": {}}}]",
        "\"web\""
      })
  void sourcesThatSayNothingAreNobody(String sources) throws Exception {
    assertThat(rules(sources)).isEqualTo(RBAC.getDefaultInstance());
  }

  @Test
  void othersStay() throws Exception {
    RBAC rules = rules("[{}, {\"match\": {\"kuma.io/service\": \"web\"}}]");
    assertThat(rules.getPoliciesOrThrow("p").getPrincipalsList())
        .singleElement()
        .satisfies(client ->
            assertThat(client.getAuthenticated().getPrincipalName().getExact())
                .isEqualTo("spiffe://shop/web"));
  }

  private static RBAC rules(String sources) throws Exception {
    return TrafficPermissionEffect.rules(
        new Conf(
            new ObjectMapper().readTree("{\"name\": \"p\", \"sources\": %s}".formatted(sources))),
        "shop");
  }
}
