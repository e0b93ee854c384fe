package io.higuma.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayMatchTest {
  private static final Map<String, String> TAGS =
      Map.of("kuma.io/service", "door_shop_svc", "team", "front");

  /** Of two MeshGateways the one that fits more closely; none if none fits. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          {kuma.io/service: door_shop_svc}          | {kuma.io/service: gate_shop_svc}          | a
          {kuma.io/service: door_shop_svc}          | {kuma.io/service: "*", team: "*"}         | b
          {kuma.io/service: door_shop_svc}          | {kuma.io/service: "*"}                    | a
          {kuma.io/service: "*"}                    | {kuma.io/service: door_shop_svc}          | b
          {kuma.io/service: "*", team: front}       | {kuma.io/service: door_shop_svc, team: a} | a
          {kuma.io/service: door_shop_svc}          | {team: front}                             | b
          {kuma.io/service: else}                   | {team: else}                              | -
          """)
  void theClosestWins(String first, String second, String winner) {
    String gateways =
        """
        kind: MeshGateway
        mesh: trade
        metadata: {name: a, creationTimestamp: "2024-05-01T10:00:00Z"}
        spec: {selectors: [{match: {never: here}}, {match: %s}]}
        ---
        kind: MeshGateway
        mesh: trade
        metadata: {name: b, creationTimestamp: "2024-05-01T10:00:01Z"}
        spec: {selectors: [{match: %s}]}
        ---
        kind: MeshGateway
        mesh: other
        metadata: {name: c}
        spec: {selectors: [{match: {kuma.io/service: door_shop_svc, team: front}}]}
        ---
        kind: MeshGateway
        mesh: trade
        metadata: {name: d}
        """
            .formatted(first, second);
    assertThat(
            GatewayMatch.best(KnownServices.of(gateways).meshGateways(), "trade", TAGS)
                .map(LegacyObject::name)
                .orElse(null))
        .isEqualTo(winner);
  }

  @ParameterizedTest
  @CsvSource({"'\"2024-05-01T10:00:00Z\"', a", "'', a"})
  void ofEqualsTheYoungerThenByName(String made, String winner) {
    String gateways =
        """
        kind: MeshGateway
        metadata: {name: b, creationTimestamp: %1$s}
        spec: {selectors: [{match: {team: front}}]}
        ---
        kind: MeshGateway
        metadata: {name: a, creationTimestamp: %1$s}
        spec: {selectors: [{match: {team: front}}]}
        """
            .formatted(made);
    assertThat(GatewayMatch.best(KnownServices.of(gateways).meshGateways(), "default", TAGS))
        .map(LegacyObject::name)
        .contains(winner);
  }
}
