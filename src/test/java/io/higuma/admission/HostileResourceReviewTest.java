package io.higuma.admission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import io.higuma.Configs;
import io.higuma.admission.HostileReviews.Body;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The paths for objects of ours are as honest as the one for pods, whatever a client sends. */
class HostileResourceReviewTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CASES = Integer.getInteger("higuma.fuzz.cases", 2_000) / 4;
  private static final Duration SOON = Duration.ofSeconds(3);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static final List<ObjectNode> CLUSTER =
      List.of(
          object(
              """
              {"apiVersion":"kuma.io/v1alpha1","kind":"Mesh","metadata":{"name":"red","uid":"m-1"},
               "spec":{"mtls":{"backends":[{"name":"one","type":"provided","conf":{"cert":{"secret":"red-cert"}}}]}}}\
              """),
          object(
              """
              {"apiVersion":"kuma.io/v1alpha1","kind":"Dataplane","mesh":"blue",
               "metadata":{"name":"web","namespace":"shop","labels":{"kuma.io/mesh":"blue"}}}\
              """),
          object(
              "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"shop\"}}"));

  /** A question of each path. */
  enum Question {
    DEFAULTS_OF_A_POLICY(AdmissionPaths.DEFAULTING, "CREATE", policy()),
    DEFAULTS_OF_A_MESH(AdmissionPaths.DEFAULTING, "UPDATE", mesh()),
    DEFAULTS_OF_A_DATAPLANE(AdmissionPaths.DEFAULTING, "CREATE", dataplane()),
    OWNER(AdmissionPaths.OWNER, "CREATE", policy()),
    VALIDATION(AdmissionPaths.VALIDATION, "UPDATE", policy()),
    DELETION(AdmissionPaths.VALIDATION, "DELETE", mesh()),
    SECRET(AdmissionPaths.SECRET, "UPDATE", secret()),
    SECRET_DELETION(AdmissionPaths.SECRET, "DELETE", secret()),
    POD(AdmissionPaths.POD, "UPDATE", pod());

    private final String path;
    private final String review;

    Question(String path, String operation, String object) {
      this.path = path;
      review =
          """
          {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"%s",
           "kind":{"group":"kuma.io","version":"v1alpha1","kind":"%s"},"name":"one","namespace":"shop",
           "operation":"%s","userInfo":{"username":"somebody"},"object":%s,"oldObject":%s}}\
          """
              .replaceAll("\n *", "")
              .formatted(
                  HostileReviews.UID,
                  object(object).path("kind").asText(),
                  operation,
                  operation.equals("DELETE") ? "null" : object,
                  operation.equals("CREATE") ? "null" : object);
    }
  }

  private static String policy() {
    return """
    {"apiVersion":"kuma.io/v1alpha1","kind":"MeshTimeout","metadata":{"name":"one","namespace":"shop",
     "labels":{"kuma.io/mesh":"red","kuma.io/origin":"zone","kuma.io/workload":"w","a":"b"},"annotations":{"kuma.io/display-name":"one"},
     "ownerReferences":[{"apiVersion":"kuma.io/v1alpha1","kind":"Mesh","name":"red","uid":"m-0"}]},
     "spec":{"targetRef":{"kind":"Mesh"},"to":[{"targetRef":{"kind":"MeshService","name":"cart","namespace":"shop"},"connections":1}]}}\
    """
        .replaceAll("\n *", "");
  }

  private static String mesh() {
    return """
    {"apiVersion":"kuma.io/v1alpha1","kind":"Mesh","metadata":{"name":"red","labels":{"a":"b"}},
     "spec":{"mtls":{"enabledBackend":"one","backends":[{"name":"one","type":"builtin"}]},"future":{"a":[1]}}}\
    """
        .replaceAll("\n *", "");
  }

  private static String dataplane() {
    return """
    {"apiVersion":"kuma.io/v1alpha1","kind":"Dataplane","mesh":"red","metadata":{"name":"web","namespace":"shop"},
     "spec":{"networking":{"address":"10.0.0.1","gateway":{"type":"BUILTIN"},
      "listeners":[{"type":"ZoneIngress","port":10001},{"type":2}]}}}\
    """
        .replaceAll("\n *", "");
  }

  private static String secret() {
    return """
    {"apiVersion":"v1","kind":"Secret","type":"system.kuma.io/secret","metadata":{"name":"red-cert","namespace":"kuma-system",
     "labels":{"kuma.io/mesh":"red"}},"data":{"value":"eA=="}}\
    """
        .replaceAll("\n *", "");
  }

  private static String pod() {
    return """
    {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"shop",
     "labels":{"kuma.io/workload":"w","kuma.io/mesh":"red"},"annotations":{"kuma.io/mesh":"red"}}}\
    """
        .replaceAll("\n *", "");
  }

  @ParameterizedTest
  @EnumSource
  void truncated(Question question) {
    assertAllAnswered(HostileReviews.truncated(question.review), question);
  }

  @ParameterizedTest
  @EnumSource
  void wrongTypes(Question question) {
    assertAllAnswered(HostileReviews.wrongTypes(question.review), question);
  }

  @ParameterizedTest
  @EnumSource
  void malformed(Question question) {
    assertAllAnswered(HostileReviews.malformed(), question);
  }

  /** Large ones that say they are of the kind that is asked about. */
  @ParameterizedTest
  @EnumSource
  void extreme(Question question) {
    String kind = object(question.review).at("/request/kind/kind").asText();
    assertAllAnswered(
        HostileReviews.extreme()
            .map(body ->
                Body.of(
                    body.toString(),
                    new String(body.bytes(), UTF_8)
                        .replace("\"kind\":\"Pod\"", "\"kind\":\"" + kind + "\"")
                        .replace("\"spec\":{", "\"spec\":{\"to\":[" + "{},".repeat(999) + "{}],"))),
        question);
  }

  @ParameterizedTest
  @EnumSource
  void changed(Question question) {
    RandomGenerator random =
        RandomGeneratorFactory.of("L64X128MixRandom").create(HostileReviewTest.SEED);
    assertAllAnswered(
        IntStream.range(0, CASES)
            .boxed()
            .flatMap(number ->
                Stream.of(
                    HostileReviews.mutated(random, number, question.review),
                    HostileReviews.rearranged(random, number, question.review))),
        question);
  }

  private static void assertAllAnswered(Stream<Body> bodies, Question question) {
    var config = Configs.of("runtime: {kubernetes: {disallowMultipleMeshesPerNamespace: true}}");
    AdmissionHandler handler = new AdmissionPaths(config, CLUSTER).handler(question.path);
    var failures = new ArrayList<String>();
    bodies.forEach(body -> {
      try {
        assertAnswered(body, handler);
      } catch (Throwable e) {
        failures.add(body + ": " + e);
      }
    });
    assertThat(failures).as("with seed %d", HostileReviewTest.SEED).isEmpty();
  }

  private static void assertAnswered(Body body, AdmissionHandler handler) throws IOException {
    long begin = THREADS.getCurrentThreadCpuTime();
    byte[] answer = handler.review(body.bytes());
    assertThat(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - begin)).isLessThan(SOON);
    // 500 is what Kuma answers to a policy of mixed roles.
    JsonNode response = HostileAnswers.check(answer, 400, 403, 422, 500);
    if (response.has("patch")) {
      JsonNode object = JSON.readTree(body.bytes()).path("request").path("object");
      JsonNode stored =
          JsonPatch.apply(JSON.readTree(response.path("patch").binaryValue()), object);
      assertThat(stored.path("metadata").isObject()).isTrue();
      assertThat(stored.path("status")).isEqualTo(object.path("status"));
    }
  }

  private static ObjectNode object(String json) {
    return (ObjectNode) HostileReviews.tree(json);
  }
}
