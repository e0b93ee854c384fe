package io.higuma.targetref;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.higuma.resource.ResourceKind;
import io.higuma.targetref.Obstacle.Reason;
import io.higuma.targetref.ProxyView.Gateway;
import io.higuma.targetref.ProxyView.Listener;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Sentences that the command line has no short way to; that all are right, properties show. */
class ObstaclesTest {
  private static final ProxyView SIDECAR =
      new ProxyView(
          "shop",
          "web",
          Map.of("app", "web", "any", "*"),
          List.of(new Listener("80", "10.0.0.1", 80, Map.of("kuma.io/service", "web"))),
          Optional.empty());
  private static final ProxyView GATEWAY =
      new ProxyView(
          "shop",
          "edge",
          Map.of(),
          List.of(),
          Optional.of(new Gateway(Gateway.Type.BUILTIN, Map.of(), Optional.of("edge"))));

  @Test
  void builtinGatewaysAreNoDataplanesForPolicies() throws Exception {
    assertThat(obstacle(GATEWAY, "{kind: Dataplane}", Map.of()))
        .isEqualTo(
            new Obstacle(
                Reason.BUILTIN_GATEWAY,
                "targetRef of kind Dataplane is never for builtin gateways"));
    assertThat(obstacle(GATEWAY, "{kind: MeshGateway, name: other}", Map.of()).sentence())
        .isEqualTo("it is for MeshGateway other, and the proxy belongs to edge");
  }

  @Test
  void aKindMayNotExistOrSelectNoProxies() throws Exception {
    assertThat(obstacle(SIDECAR, "{kind: Pod}", Map.of()))
        .isEqualTo(new Obstacle(Reason.KIND, "its spec.targetRef has a kind that does not exist"));
    assertThat(obstacle(SIDECAR, "{kind: MeshExternalService, name: x}", Map.of()).sentence())
        .isEqualTo("spec.targetRef of kind MeshExternalService selects no proxies");
    assertThat(obstacle(SIDECAR, "{kind: MeshHTTPRoute, name: x}", Map.of()))
        .isEqualTo(
            new Obstacle(
                Reason.ROUTE,
                "MeshHTTPRoute x, at which it points, is not there or not for this proxy"));
  }

  @Test
  void aRoleMayLackItsNamespace() throws Exception {
    assertThat(
            obstacle(SIDECAR, "{kind: Mesh}", Map.of("kuma.io/policy-role", "consumer")).sentence())
        .isEqualTo(
            "its role consumer is for one namespace, but it lacks the label k8s.kuma.io/namespace");
  }

  @Test
  void aStarIsAnyTagButNotAnyLabel() throws Exception {
    assertThat(obstacle(SIDECAR, "{kind: Dataplane, labels: {app: '*'}}", Map.of()))
        .isEqualTo(
            new Obstacle(
                Reason.LABELS,
                "its targetRef.labels differ: it wants app=*, and the proxy has web"));
    assertThat(
            obstacle(SIDECAR, "{kind: MeshSubset, tags: {a: b, kuma.io/service: '*'}}", Map.of()))
        .isEqualTo(
            new Obstacle(
                Reason.TAGS,
                "no inbound has all tags it wants: it wants a=b, and the proxy has none"));
  }

  private static Obstacle obstacle(ProxyView proxy, String target, Map<String, String> labels)
      throws Exception {
    var yaml = new ObjectMapper(new com.fasterxml.jackson.dataformat.yaml.YAMLFactory());
    Policy policy =
        Policy.of(
            ResourceKind.MESH_TIMEOUT,
            "shop",
            "p",
            labels,
            yaml.readTree("{targetRef: %s}".formatted(target)));
    return MeshPolicies.of(List.of(policy)).obstacle(policy, proxy).orElseThrow();
  }
}
