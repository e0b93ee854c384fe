package io.higuma.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import io.higuma.Configs;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.inject.InjectReason;
import io.higuma.inject.InjectionDecision;
import io.higuma.inject.Injector;
import io.higuma.inject.OfflineCluster;
import io.higuma.inject.RejectReason;
import io.higuma.inject.SidecarForm;
import io.higuma.inject.SkipReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodAdmissionTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String POD =
      """
      {"apiVersion": "v1", "kind": "Pod",
       "metadata": {"generateName": "cart-", "labels": {"app": "cart"}, "creationTimestamp": null},
       "spec": {"containers": [{"name": "cart", "image": "cart"}], "futureField": 1.50},
       "status": {}}
      """;

  private final List<InjectionDecision> observed = new ArrayList<>();

  @Test
  void anInjectedPodIsAnsweredWithItsPatch() throws IOException {
    JsonNode response = review(request("shop", POD), "v1");

    assertThat(response.path("uid").asText()).isEqualTo("request-1");
    assertThat(response.path("allowed").asBoolean()).isTrue();
    assertThat(response.path("status")).hasToString("{\"metadata\":{},\"code\":200}");
    assertThat(response.path("auditAnnotations"))
        .hasToString(
            "{\"injection\":\"injected\",\"reason\":\"NamespaceLabel\",\"message\":\""
                + InjectReason.NAMESPACE_LABEL.sentence()
                + "\",\"mesh\":\"default\"}");
    assertThat(response.has("warnings")).isFalse();
    assertThat(response.path("patchType").asText()).isEqualTo("JSONPatch");
    JsonNode stored =
        JsonPatch.apply(JSON.readTree(response.path("patch").binaryValue()), JSON.readTree(POD));
    assertThat(stored.path("spec").path("futureField").asText()).isEqualTo("1.5");
    assertThat(stored.path("spec").path("initContainers")).hasSize(2);
    assertThat(observed)
        .containsExactly(
            new InjectionDecision.Inject("default", InjectReason.NAMESPACE_LABEL, List.of()));
    assertThat(stored.path("metadata").path("namespace").asText()).isEqualTo("shop");
  }

  @Test
  void aSkippedPodIsLeftAsItIs() throws IOException {
    JsonNode response = review(request("elsewhere", POD), "v1");

    assertThat(response)
        .hasToString(
            "{\"uid\":\"request-1\",\"allowed\":true,\"status\":{\"metadata\":{},\"code\":200},"
                + "\"auditAnnotations\":{\"injection\":\"skipped\",\"reason\":\"NotEnabled\",\"message\":\""
                + SkipReason.NOT_ENABLED.sentence()
                + "\"}}");
  }

  @Test
  void aPodThatCannotHaveASidecarIsStoredWithAWarning() throws IOException {
    ObjectNode pod = (ObjectNode) JSON.readTree(POD);
    pod.withObjectProperty("spec").put("hostNetwork", true);

    JsonNode response = review(request("shop", pod.toString()), "v1");

    assertThat(response.path("allowed").asBoolean()).isTrue();
    assertThat(response.has("patch")).isFalse();
    assertThat(response.path("warnings").path(0).asText())
        .startsWith("HostNetwork: the pod gets no sidecar: a pod with hostNetwork")
        .hasSizeLessThan(256);
  }

  @Test
  void aUsersMistakeIsForbiddenWithPodFieldAndCure() throws IOException {
    ObjectNode pod = (ObjectNode) JSON.readTree(POD);
    pod.withObjectProperty("metadata")
        .putObject("annotations")
        .put("kuma.io/gateway", "maybe")
        .put("kuma.io/sidecar-drain-time", "5");

    JsonNode response = review(request("shop", pod.toString()), "v1");

    assertThat(response.path("allowed").asBoolean()).isFalse();
    assertThat(response.path("status").path("code").asInt()).isEqualTo(403);
    assertThat(response.path("status").path("message").asText())
        .startsWith("pod shop/cart- can't get its sidecar: ")
        .contains("metadata.annotations[\"kuma.io/gateway\"]")
        .contains("metadata.annotations[\"kuma.io/sidecar-drain-time\"]")
        .contains("use enabled or disabled");
    assertThat(response.path("auditAnnotations"))
        .hasToString(
            "{\"injection\":\"refused\",\"reason\":\"InvalidAnnotation\",\"message\":\""
                + RejectReason.INVALID_ANNOTATION.sentence()
                + "\"}");
    assertThat(response.has("patch")).isFalse();
  }

  @Test
  void whatIsOddAboutAPodIsAWarning() throws IOException {
    ObjectNode pod = (ObjectNode) JSON.readTree(POD);
    pod.withObjectProperty("metadata")
        .putObject("annotations")
        .put("kuma.io/virtual-probes", "no")
        .put("kuma.io/builtindns", "x".repeat(300));

    JsonNode response = review(request("shop", pod.toString()), "v1");

    assertThat(response.path("patch").isTextual()).isTrue();
    assertThat(response.path("auditAnnotations").path("notices").asText())
        .as("each reason once")
        .isEqualTo("Deprecated,RemovedAnnotation,IgnoredAnnotation");
    assertThat(response.path("warnings").valueStream().map(JsonNode::asText))
        .contains(
            "Deprecated: value \"no\" of kuma.io/virtual-probes is deprecated: use \"false\"",
            "RemovedAnnotation: annotation kuma.io/builtindns has no effect any more: use kuma.io/builtin-dns")
        .allSatisfy(warning -> assertThat(warning).hasSizeLessThanOrEqualTo(256));
  }

  @Test
  void theAnswerHasTheVersionOfTheQuestion() throws IOException {
    byte[] body = body("admission.k8s.io/v1beta1", request("shop", POD));

    JsonNode answer = JSON.readTree(admission().review(body));

    assertThat(answer.path("apiVersion").asText()).isEqualTo("admission.k8s.io/v1beta1");
    assertThat(answer.path("kind").asText()).isEqualTo("AdmissionReview");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | the AdmissionReview has no request with a uid",
        "{ | the AdmissionReview is not valid JSON",
        "[] | the AdmissionReview has no request with a uid",
        "{\"request\": {\"object\": {}}} | the AdmissionReview has no request with a uid",
        "{\"request\": {\"uid\": \"1\"}} | the AdmissionReview has no object",
        "{\"request\": {\"uid\": \"1\", \"object\": []}} | the AdmissionReview has no object",
        "{\"request\": {\"uid\": \"1\", \"object\": {\"metadata\": 1, \"spec\": {\"containers\": [1], \"volumes\": {}}}}}"
            + " | the object is not a Pod: metadata: must be an object; spec.containers[0]: must be an object; spec.volumes: must be a list",
        "{\"request\": {\"uid\": \"1\", \"object\": {\"spec\": {\"containers\": [1, {\"name\": 2}, null], \"volumes\": [\"a\", \"b\"]}}}}"
            + " | the object is not a Pod: spec.containers[0]: must be an object; spec.containers[2]: must be an object; spec.containers[1].name: must be a text, in quotes if it looks like a number or boolean; spec.volumes[0]: must be an object; spec.volumes[1]: must be an object",
        "{\"request\": {\"uid\": \"1\", \"object\": {\"metadata\": {\"labels\": {\"a\": 1}}, \"spec\": {\"containers\": [{\"name\": {}, \"livenessProbe\": {\"httpGet\": 1}}]}}}}"
            + " | metadata.labels[\"a\"]: must be a text, in quotes if it looks like a number or boolean; spec.containers[0].name: must be a text, in quotes if it looks like a number or boolean; spec.containers[0].livenessProbe.httpGet: must be an object",
        "{\"request\": {\"uid\": \"1\", \"object\": {\"spec\": {\"containers\": [{\"securityContext\": {\"runAsUser\": \"5678\"}, \"ports\": [{\"containerPort\": 8080.5}], \"livenessProbe\": {\"grpc\": {\"port\": 99999999999999999999}}}]}}}}"
            + " | spec.containers[0].securityContext.runAsUser: must be a whole number; spec.containers[0].ports[0].containerPort: must be a whole number; spec.containers[0].livenessProbe.grpc.port: must be a whole number",
      })
  void whatIsNoReviewOfAPodIsABadRequest(String body, String message) throws IOException {
    JsonNode answer = JSON.readTree(admission().review(body.getBytes(StandardCharsets.UTF_8)));

    JsonNode response = answer.path("response");
    assertThat(response.path("allowed").asBoolean()).isFalse();
    assertThat(response.path("status").path("code").asInt()).isEqualTo(400);
    assertThat(response.path("status").path("message").asText()).contains(message);
  }

  @Test
  void aDeepReviewIsABadRequest() throws IOException {
    String deep = "[".repeat(100_000);

    JsonNode answer = JSON.readTree(admission().review(deep.getBytes(StandardCharsets.UTF_8)));

    assertThat(answer.path("response").path("status").path("code").asInt()).isEqualTo(400);
  }

  private JsonNode review(String request, String version) throws IOException {
    byte[] answer = admission().review(body("admission.k8s.io/" + version, request));
    return JSON.readTree(answer).path("response");
  }

  private static byte[] body(String apiVersion, String request) {
    return """
    {"apiVersion": "%s", "kind": "AdmissionReview", "request": %s}
    """
        .formatted(apiVersion, request)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String request(String namespace, String pod) {
    return """
    {"uid": "request-1", "namespace": "%s", "operation": "CREATE", "object": %s}
    """
        .formatted(namespace, pod);
  }

  private PodAdmission admission() {
    ControlPlaneConfig config = Configs.defaults();
    ObjectNode namespace = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Namespace");
    namespace
        .putObject("metadata")
        .put("name", "shop")
        .putObject("labels")
        .put("kuma.io/sidecar-injection", "enabled");
    ObjectNode mesh =
        JSON.createObjectNode().put("apiVersion", "kuma.io/v1alpha1").put("kind", "Mesh");
    mesh.putObject("metadata").put("name", "default");
    var cluster = new OfflineCluster(List.of(namespace, mesh), config.systemNamespace());
    return new PodAdmission(
        Injector.of(config, SidecarForm.NATIVE, () -> "", cluster),
        (request, decision) -> observed.add(decision));
  }
}
