package io.higuma.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyRoleTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          shop        | {}                                                               | WORKLOAD_OWNER
          shop        | {rules: [{}]}                                                    | WORKLOAD_OWNER
          shop        | {from: [{targetRef: {kind: Mesh}}]}                              | WORKLOAD_OWNER
          shop        | {to: [{targetRef: {kind: Mesh}}]}                                | CONSUMER
          shop        | {to: [{targetRef: {kind: MeshService, name: a}}]}                | PRODUCER
          shop        | {to: [{targetRef: {kind: MeshService, name: a, namespace: shop}}]} | PRODUCER
          shop        | {to: [{targetRef: {kind: MeshService, name: a, namespace: x}}]}  | CONSUMER
          shop        | {to: [{targetRef: {kind: MeshHTTPRoute, name: a}}]}              | PRODUCER
          shop        | {to: [{targetRef: {kind: MeshService, labels: {a: b}}}]}         | CONSUMER
          shop        | {to: [{targetRef: {kind: MeshExternalService, name: a}}]}        | CONSUMER
          shop        | {to: [], from: [{}]}                                             | WORKLOAD_OWNER
          shop        | {to: 7, from: {}}                                                | WORKLOAD_OWNER
          shop        | {to: [7, null]}                                                  | CONSUMER
          kuma-system | {to: [{targetRef: {kind: MeshService, name: a}}], from: [{}]}    | SYSTEM
          """)
  void theRoleFollowsFromNamespaceAndTargets(String namespace, String spec, PolicyRole role) {
    assertThat(PolicyRole.of(Views.tree(spec), namespace, "kuma-system"))
        .isEqualTo(new PolicyRole.Reading.Known(role));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {to: [{}], from: [{}]} | it's not allowed to mix 'to' and 'from' arrays in the same policy
          {to: [{targetRef: {kind: MeshService, name: a}}, {targetRef: {kind: Mesh}}]} | it's not allowed to mix producer and consumer items in the same policy
          """)
  void aMixHasNone(String spec, String message) {
    assertThat(PolicyRole.of(Views.tree(spec), "shop", "kuma-system"))
        .isEqualTo(new PolicyRole.Reading.Mixed(message));
  }
}
