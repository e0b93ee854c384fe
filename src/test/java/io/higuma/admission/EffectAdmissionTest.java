package io.higuma.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EffectAdmissionTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(strings = {"Timeout", "MeshGatewayConfig", "ZoneIngress", "ZoneEgress"})
  void whatHasNoEffectIsAllowedWithAWarning(String kind) throws IOException {
    JsonNode response = review(of(kind));
    assertThat(response.path("uid").asText()).isEqualTo("u-1");
    assertThat(response.path("allowed").asBoolean()).isTrue();
    assertThat(response.path("warnings"))
        .singleElement()
        .satisfies(
            text -> assertThat(text.asText()).startsWith(kind + " is stored and has no effect: "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Mesh", "Deployment", ""})
  void nothingIsSaidOfTheRest(String kind) throws IOException {
    JsonNode response = review(of(kind));
    assertThat(response.path("allowed").asBoolean()).isTrue();
    assertThat(response.has("warnings")).isFalse();
  }

  @Test
  void whatIsNotUnderstoodIsAllowed() throws IOException {
    assertThat(review("{\"uid\":\"u-1\",\"object\":7}").path("allowed").asBoolean()).isTrue();
  }

  private static String of(String kind) {
    return """
    {"uid": "u-1", "operation": "CREATE",
      "kind": {"group": "kuma.io", "version": "v1alpha1", "kind": "%1$s"},
      "object": {"apiVersion": "kuma.io/v1alpha1", "kind": "%1$s", "metadata": {"name": "a"}}}
    """
        .formatted(kind);
  }

  private static JsonNode review(String request) throws IOException {
    String review =
        "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"request\":%s}"
            .formatted(request);
    byte[] answer = new EffectAdmission().review(review.getBytes(StandardCharsets.UTF_8));
    return JSON.readTree(answer).path("response");
  }
}
