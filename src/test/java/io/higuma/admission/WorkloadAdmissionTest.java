package io.higuma.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.higuma.Configs;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.inject.ClusterView;
import io.higuma.inject.Injector;
import io.higuma.inject.NamespaceMetadata;
import io.higuma.inject.ServiceMetadata;
import io.higuma.inject.SidecarForm;
import io.higuma.inject.WebhookReach;
import io.higuma.inject.WorkloadWarnings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadAdmissionTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void warnsAndAllows() throws IOException {
    JsonNode response = review(create(deployment("{\"kuma.io/gateway\":\"maybe\"}")));
    assertThat(response.path("uid").asText()).isEqualTo("u-1");
    assertThat(response.path("allowed").asBoolean()).isTrue();
    assertThat(response.has("patch")).isFalse();
    assertThat(response.path("warnings")).hasSize(1);
    assertThat(response.path("warnings").path(0).asText()).startsWith("InvalidAnnotation: ");
  }

  @Test
  void aChangeOfSomethingElseBringsNoWarning() throws IOException {
    String odd = deployment("{\"kuma.io/gateway\":\"maybe\"}");
    String update =
        "{\"uid\":\"u-1\",\"namespace\":\"shop\",\"operation\":\"UPDATE\",\"object\":%s,\"oldObject\":%s}";
    assertThat(review(update.formatted(odd, odd)).has("warnings")).isFalse();
    assertThat(review(update.formatted(odd, deployment("{}"))).path("warnings")).hasSize(1);
  }

  @Test
  void warningsAreCutToWhatTheApiServerTakes() throws IOException {
    JsonNode response =
        review(create(deployment("{\"kuma.io/gateway\":\"%s\"}".formatted("x".repeat(500)))));
    assertThat(response.path("warnings").path(0).asText()).hasSize(256);
  }

  @ParameterizedTest
  @ValueSource(strings = {"new", "away"})
  void whatIsNotInMemoryIsNoMistake(String namespace) throws IOException {
    String request =
        create(deployment("{\"kuma.io/gateway\":\"maybe\"}")).replace("shop", namespace);
    JsonNode response = review(request);
    assertThat(response.path("allowed").asBoolean()).isTrue();
    assertThat(response.has("warnings")).isFalse();
  }

  @Test
  void misplacedKeysNeedNoCluster() throws IOException {
    String misplaced =
        "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"labels\":{\"kuma.io/mesh\":\"m\"}},\"spec\":{\"template\":{}}}";
    JsonNode response = review(create(misplaced).replace("shop", "away"));
    assertThat(response.path("warnings").path(0).asText()).startsWith("MisplacedKey: kuma.io/mesh");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{\"uid\":\"u-1\"}",
        "{\"uid\":\"u-1\",\"object\":7}",
        "{\"uid\":\"u-1\",\"object\":{}}",
        "{\"uid\":\"u-1\",\"object\":{\"kind\":\"Deployment\",\"apiVersion\":\"apps/v1\",\"metadata\":7,\"spec\":{\"template\":{\"spec\":[]}}}}"
      })
  void whateverComesIsAllowed(String request) throws IOException {
    JsonNode response = review(request);
    assertThat(response.path("allowed").asBoolean()).isTrue();
    assertThat(response.has("warnings")).isFalse();
  }

  private static JsonNode review(String request) throws IOException {
    String body =
        request.isEmpty()
            ? "no JSON"
            : "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"request\":%s}"
                .formatted(request);
    byte[] answer = admission().review(body.getBytes(StandardCharsets.UTF_8));
    return JSON.readTree(answer).path("response");
  }

  private static String create(String workload) {
    return "{\"uid\":\"u-1\",\"namespace\":\"shop\",\"operation\":\"CREATE\",\"object\":%s}"
        .formatted(workload);
  }

  private static String deployment(String annotations) {
    return "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"spec\":{\"template\":{\"metadata\":{\"annotations\":%s},\"spec\":{\"containers\":[{\"name\":\"app\"}]}}}}"
        .formatted(annotations);
  }

  private static WorkloadAdmission admission() {
    ControlPlaneConfig config = Configs.defaults();
    return new WorkloadAdmission(
        new WorkloadWarnings(
            Injector.of(config, SidecarForm.NATIVE, () -> "", new Memory()),
            new WebhookReach(config.systemNamespace())));
  }

  /** Knows namespace shop and its mesh. */
  private static final class Memory implements ClusterView {
    @Override
    public Optional<NamespaceMetadata> namespace(String name) {
      return switch (name) {
        case "shop" ->
            Optional.of(
                new NamespaceMetadata(Map.of("kuma.io/sidecar-injection", "enabled"), Map.of()));
        case "away" ->
            throw new ClusterView.UnavailableException("away", new IllegalStateException());
        default -> throw new WouldBlockException("namespace " + name);
      };
    }

    @Override
    public Optional<NamespaceMetadata> namespaceAnew(String name) {
      throw new WouldBlockException("namespace " + name);
    }

    @Override
    public boolean meshExists(String name) {
      return true;
    }

    @Override
    public List<ServiceMetadata> services(String namespace) {
      return List.of();
    }

    @Override
    public Optional<FoundPatch> containerPatch(String name, List<String> namespaces) {
      return Optional.empty();
    }

    @Override
    public ConfigMapEntry transparentProxyConfig(String configMap) {
      return new ConfigMapEntry.NoConfigMap();
    }
  }
}
