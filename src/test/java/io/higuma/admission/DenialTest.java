package io.higuma.admission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.Configs;
import io.higuma.inject.ClusterView;
import io.higuma.inject.Injector;
import io.higuma.inject.NamespaceMetadata;
import io.higuma.inject.ServiceMetadata;
import io.higuma.inject.SidecarForm;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users read when something is denied: kubectl prints it behind the name of the webhook. */
class DenialTest {
  private static final String POD_CANT = "pod shop/cart can't get its sidecar: ";

  private static final PodAdmission ADMISSION = HostileReviewTest.admission("", SidecarForm.NATIVE);

  static Stream<Arguments> reviewsThatCannotBeRead() {
    String deep = "[".repeat(201) + "]".repeat(201);
    return Stream.of(
        arguments("", "the AdmissionReview has no request with a uid"),
        arguments("nothing", "the AdmissionReview is not valid JSON"),
        arguments(review("}", "} trailing"), "the AdmissionReview is not valid JSON"),
        arguments(
            review("\"uid\":\"" + HostileReviews.UID + "\",", ""),
            "the AdmissionReview has no request with a uid"),
        arguments(
            review(HostileReviews.UID, "u".repeat(257)),
            "the uid of the AdmissionReview is too long"),
        arguments(review("\"object\":{", "\"nothing\":{"), "the AdmissionReview has no object"),
        arguments(
            review("admission.k8s.io/v1", "admission.k8s.io/v2")
                .replace("\"dryRun\":false", "\"dryRun\":\"no\""),
            "the AdmissionReview can't be read: apiVersion: must be admission.k8s.io/v1 or"
                + " admission.k8s.io/v1beta1; request.dryRun: must be true or false"),
        arguments(
            review("\"AdmissionReview\"", "\"Pod\""),
            "the AdmissionReview can't be read: kind: must be AdmissionReview"),
        arguments(
            review(
                "\"namespace\":\"shop\",\"operation\":\"CREATE\"",
                "\"namespace\":1,\"operation\":[]"),
            "the AdmissionReview can't be read: request.namespace: must be a text; request.operation: must be a text"),
        arguments(
            HostileReviews.inSpec("\"x\":" + deep),
            "the AdmissionReview is nested deeper than 200 levels"),
        arguments(
            HostileReviews.inSpec("\"x\":[" + "0,".repeat(200_000) + "0]"),
            "the AdmissionReview has more than 200000 names and values"),
        arguments(
            HostileReviews.inSpec("\"x\":" + "9".repeat(101)),
            "the AdmissionReview has a number of more than 100 digits"),
        arguments(
            HostileReviews.inSpec("\"x\":1." + "9".repeat(101)),
            "the AdmissionReview has a number of more than 100 digits"),
        arguments(
            HostileReviews.inSpec("\"" + "k".repeat(4_097) + "\":1"),
            "the AdmissionReview has a field name of more than 4096 characters"));
  }

  @ParameterizedTest
  @MethodSource
  void reviewsThatCannotBeRead(String body, String message) {
    assertDenied(ADMISSION, body, 400, message);
  }

  static Stream<Arguments> whatIsNoPod() {
    String text = "must be a text, in quotes if it looks like a number or boolean";
    return Stream.of(
        arguments(
            podReview("\"hostNetwork\":false", "\"hostNetwork\":\"yes\""),
            "spec.hostNetwork: must be true or false, without quotes"),
        arguments(
            podReview("\"os\":{\"name\":\"linux\"}", "\"os\":\"linux\""),
            "spec.os: must be an object"),
        arguments(
            podReview("\"os\":{\"name\":\"linux\"}", "\"os\":{\"name\":1}"),
            "spec.os.name: " + text),
        arguments(
            podReview("\"kubernetes.io/os\":\"linux\"", "\"kubernetes.io/os\":true"),
            "spec.nodeSelector[\"kubernetes.io/os\"]: " + text),
        arguments(
            podReview("{\"name\":\"token\",\"emptyDir\":{}}", "{\"name\":1}"),
            "spec.volumes[0].name: " + text),
        arguments(
            podReview("{\"name\":\"token\",\"emptyDir\":{}}", "null"),
            "spec.volumes[0]: must be an object"),
        arguments(
            podReview("\"mountPath\":\"/var", "\"mountPath\":1,\"x\":\"/var"),
            "spec.containers[0].volumeMounts[0].mountPath: " + text),
        arguments(
            podReview("{\"name\":\"http\",", "{\"name\":80,"),
            "spec.containers[0].ports[0].name: " + text),
        arguments(
            podReview("\"containerPort\":8080", "\"containerPort\":8080.0"),
            "spec.containers[0].ports[0].containerPort: must be a whole number"),
        arguments(
            podReview("\"runAsUser\":1001", "\"runAsUser\":5678.0"),
            "spec.containers[0].securityContext.runAsUser: must be a whole number"),
        arguments(
            podReview("\"timeoutSeconds\":3", "\"timeoutSeconds\":\"3\""),
            "spec.containers[0].livenessProbe.timeoutSeconds: must be a whole number"),
        arguments(
            podReview("\"path\":\"/live\"", "\"path\":1"),
            "spec.containers[0].livenessProbe.httpGet.path: " + text),
        arguments(
            podReview("\"scheme\":\"HTTPS\"", "\"scheme\":{}"),
            "spec.containers[0].livenessProbe.httpGet.scheme: " + text),
        arguments(
            podReview("{\"name\":\"Host\"", "{\"name\":null},{\"name\":[]"),
            "spec.containers[0].livenessProbe.httpGet.httpHeaders[1].name: " + text),
        arguments(
            podReview("\"service\":\"cart\"", "\"service\":1"),
            "spec.containers[0].readinessProbe.grpc.service: " + text),
        arguments(
            podReview("\"kuma.io/mesh\":\"default\"", "\"kuma.io/mesh\":1"),
            "metadata.labels[\"kuma.io/mesh\"]: " + text),
        arguments(
            podReview("\"apiVersion\":\"v1\",\"kind\":\"Pod\"", "\"kind\":1"), "kind: " + text));
  }

  @ParameterizedTest
  @MethodSource
  void whatIsNoPod(String body, String mistake) {
    assertDenied(ADMISSION, body, 400, "the object is not a Pod: " + mistake);
  }

  static Stream<Arguments> mistakesOfUsers() {
    return Stream.of(
        arguments(
            podReview(
                "\"kuma.io/sidecar-injection\":\"enabled\"",
                "\"kuma.io/sidecar-injection\":\"maybe\""),
            "metadata.labels[\"kuma.io/sidecar-injection\"]: annotation \"kuma.io/sidecar-injection\" has wrong value"
                + " \"maybe\": use enabled or disabled (on the pod)"),
        arguments(
            podReview("\"kuma.io/mesh\":\"default\"", "\"kuma.io/mesh\":\"other\""),
            "metadata.labels[\"kuma.io/mesh\"]: Mesh.kuma.io \"other\" not found: create the Mesh, or set the label"
                + " kuma.io/mesh of the pod or namespace to one that exists"),
        arguments(
            podReview("\"runAsUser\":1001", "\"runAsUser\":5678"),
            "spec.containers: containers using same UID as sidecar is unsupported: [cart] run as user 5678, whose"
                + " traffic is not redirected; set securityContext.runAsUser to another"),
        arguments(
            podReview("10s", "10"),
            "metadata.annotations[\"kuma.io/sidecar-drain-time\"]: failed to parse annotation"
                + " \"kuma.io/sidecar-drain-time\": \"10\" is not a duration such as 30s or 1m30s"),
        arguments(
            podReview("louder", "quieter"),
            "metadata.annotations[\"kuma.io/container-patches\"]: it appears some expected container patches are"
                + " missing: [\"quieter\"]; create them in namespace kuma-system, or remove their names from the annotation"
                + " and from the setting containerPatches"),
        arguments(
            podReview("louder", "louder,".repeat(101)),
            "metadata.annotations[\"kuma.io/container-patches\"]: names 101 ContainerPatches: name 100 at the most, and"
                + " join those that belong together"),
        arguments(
            podReview("{\"name\":\"token\",\"emptyDir\":{}}", ""),
            "metadata.annotations[\"kuma.io/service-account-token-volume\"]: volume \"token\" of annotation"
                + " kuma.io/service-account-token-volume is not in the pod: add it to spec.volumes, or remove the annotation"),
        arguments(
            podReview("\"port\":9090", "\"port\":9001"),
            "cannot override Pod's probes. Port for probe cannot be set to 9001. It is reserved for the dataplane that will"
                + " serve pods without mTLS. Probe container cart on another port"));
  }

  @ParameterizedTest
  @MethodSource
  void mistakesOfUsers(String body, String mistake) {
    assertDenied(ADMISSION, body, 403, POD_CANT + mistake);
  }

  @Test
  void veryManyMistakesAreCounted() {
    String volumes = "{\"name\":1},".repeat(24) + "{\"name\":\"token\"}";
    JsonNode status = status(ADMISSION, podReview("{\"name\":\"token\",\"emptyDir\":{}}", volumes));
    assertThat(status.path("message").textValue())
        .contains("spec.volumes[19].name: ")
        .doesNotContain("spec.volumes[20]")
        .endsWith("; and 4 more");
  }

  @Test
  void aLongMessageIsCutAndOnOneLine() {
    String value = "\\u001b[31m\\n" + "m".repeat(100_000);
    JsonNode status =
        status(
            ADMISSION,
            podReview("\"kuma.io/mesh\":\"default\"", "\"kuma.io/mesh\":\"" + value + "\""));
    assertThat(status.path("message").textValue())
        .startsWith(POD_CANT + "metadata.labels[\"kuma.io/mesh\"]: Mesh.kuma.io \" [31m mmm")
        .hasSize(4_096)
        .endsWith(" …");
  }

  @Test
  void aNamespaceThatIsNotThereIsForbidden() {
    assertDenied(
        admission(new Absent()),
        HostileReviews.VALID,
        403,
        POD_CANT + "metadata.namespace: namespaces \"shop\" not found: create it first");
  }

  @Test
  void aClusterThatCannotBeAskedIsAFailureOfOurs() {
    var silent =
        new Absent() {
          @Override
          public Optional<NamespaceMetadata> namespace(String name) {
            throw new UnavailableException(
                "the API server did not answer within 3 s",
                new IllegalStateException("inner words"));
          }
        };
    assertDenied(
        admission(silent),
        HostileReviews.VALID,
        500,
        "the API server did not answer within 3 s: try again");
  }

  /** Rules of a webhook that say too much must not stop anything. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"operation\":\"UPDATE\"",
        "\"operation\":\"DELETE\"",
        "\"operation\":\"CONNECT\"",
        "\"operation\":\"PATCH\"",
      })
  void otherOperationsAreAllowed(String operation) {
    assertAllowedUnchanged(review("\"operation\":\"CREATE\"", operation));
    assertAllowedUnchanged(
        review("\"operation\":\"CREATE\"", operation).replace("\"spec\":{", "\"spec\":1,\"x\":{"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE", "CONNECT"})
  void anObjectThatIsNotStoredMayBeMissing(String operation) {
    String body = review("\"operation\":\"CREATE\"", "\"operation\":\"" + operation + "\"");
    assertAllowedUnchanged(body.replace("\"object\":{", "\"object\":null,\"oldObject\":{"));
    assertAllowedUnchanged(body.replace("\"object\":{", "\"oldObject\":{"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Binding", "Eviction", "Deployment", "Namespace"})
  void otherKindsAreAllowed(String kind) {
    assertAllowedUnchanged(podReview("\"kind\":\"Pod\"", "\"kind\":\"" + kind + "\""));
  }

  private static void assertAllowedUnchanged(String body) {
    JsonNode response = HostileAnswers.check(ADMISSION.review(body.getBytes(UTF_8)));
    assertThat(response.path("uid").textValue()).isEqualTo(HostileReviews.UID);
    assertThat(response.path("allowed").booleanValue()).as("%s", response).isTrue();
    assertThat(response.has("patch")).isFalse();
  }

  private static void assertDenied(PodAdmission admission, String body, int code, String message) {
    JsonNode status = status(admission, body);
    assertThat(status.path("message").textValue()).isEqualTo(message);
    assertThat(status.path("code").intValue()).isEqualTo(code);
  }

  private static JsonNode status(PodAdmission admission, String body) {
    JsonNode response =
        HostileReviews.tree(new String(admission.review(body.getBytes(UTF_8)), UTF_8))
            .path("response");
    assertThat(response.path("allowed").booleanValue()).as("%s", response).isFalse();
    return response.path("status");
  }

  private static String review(String part, String becomes) {
    assertThat(HostileReviews.VALID).contains(part);
    return HostileReviews.VALID.replace(part, becomes);
  }

  /** Changes the object alone. */
  private static String podReview(String part, String becomes) {
    int object = HostileReviews.VALID.indexOf("\"object\":");
    String pod = HostileReviews.VALID.substring(object);
    assertThat(pod).contains(part);
    return HostileReviews.VALID.substring(0, object) + pod.replace(part, becomes);
  }

  private static PodAdmission admission(ClusterView cluster) {
    return new PodAdmission(
        Injector.of(Configs.defaults(), SidecarForm.NATIVE, () -> "", cluster),
        (request, decision) -> {});
  }

  /** A cluster that has nothing. */
  private static class Absent implements ClusterView {
    @Override
    public Optional<NamespaceMetadata> namespace(String name) {
      return Optional.empty();
    }

    @Override
    public Optional<NamespaceMetadata> namespaceAnew(String name) {
      return Optional.empty();
    }

    @Override
    public boolean meshExists(String name) {
      return false;
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
