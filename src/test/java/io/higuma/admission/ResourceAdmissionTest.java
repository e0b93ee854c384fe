package io.higuma.admission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import io.higuma.Configs;
import io.higuma.Golden;
import io.higuma.yaml.YamlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the paths for objects of ours answer. Each folder has the requests of one path: {@code
 * in-requests.yaml}, with the settings and the cluster that they are asked in; {@code
 * out-answers.yaml} has what is answered, patches applied.
 */
class ResourceAdmissionTest {
  private static final Golden GOLDEN = Golden.of(ResourceAdmissionTest.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  static List<Path> scenarios() {
    return GOLDEN.scenarios();
  }

  @AfterAll
  static void everyFileIsUsed() {
    GOLDEN.assertEveryFileUsed();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void theAnswerIsTheGoldenOne(Path scenario) throws IOException {
    var config = Configs.of(GOLDEN.read(scenario.resolve("in-config.yaml")).orElse(""));
    Path cluster = scenario.resolve("in-cluster.yaml");
    List<ObjectNode> objects = Files.exists(cluster) ? GOLDEN.objects(cluster) : List.of();
    var paths = new AdmissionPaths(config, objects);
    String name = scenario.getFileName().toString();
    AdmissionHandler handler =
        paths.handler(
            switch (name.substring(0, name.indexOf('-'))) {
              case "default" -> AdmissionPaths.DEFAULTING;
              case "owner" -> AdmissionPaths.OWNER;
              case "validate" -> AdmissionPaths.VALIDATION;
              case "secret" -> AdmissionPaths.SECRET;
              case "pod" -> AdmissionPaths.POD;
              default -> throw new IllegalArgumentException(name);
            });
    var answers =
        GOLDEN.objects(scenario.resolve("in-requests.yaml")).stream()
            .map(request -> answered(handler, request))
            .map(YamlText::of)
            .collect(Collectors.joining("---\n"));
    GOLDEN.assertMatches(scenario.resolve("out-answers.yaml"), answers);
  }

  private static ObjectNode answered(AdmissionHandler handler, ObjectNode written) {
    ObjectNode answer = JSON.createObjectNode();
    answer.set("case", written.path("case"));
    ObjectNode request = written.deepCopy();
    request.remove("case");
    ObjectNode response = ask(handler, request);
    answer.setAll(response);
    JsonNode patch = answer.remove("patch");
    if (patch != null) {
      answer.remove("patchType");
      JsonNode stored = JsonPatch.apply(patch, request.path("object"));
      answer.set("stored", stored);
      request.set("object", stored);
      assertThat(ask(handler, request).has("patch")).as("a second pass of %s", written).isFalse();
    }
    return answer;
  }

  private static ObjectNode ask(AdmissionHandler handler, ObjectNode request) {
    ObjectNode review = JSON.createObjectNode().put("apiVersion", "admission.k8s.io/v1");
    ObjectNode asked = request.deepCopy();
    JsonNode object = asked.has("object") ? asked.path("object") : asked.path("oldObject");
    asked.put("uid", "u-1");
    asked.putIfAbsent("kind", JSON.createObjectNode().put("kind", object.path("kind").asText()));
    if (object.at("/metadata/namespace").isTextual()) {
      asked.putIfAbsent("namespace", object.at("/metadata/namespace"));
    }
    asked.putIfAbsent("operation", JSON.getNodeFactory().textNode("CREATE"));
    asked.putIfAbsent("userInfo", JSON.createObjectNode().put("username", "somebody"));
    review.set("request", asked);
    try {
      byte[] answer = handler.review(review.toString().getBytes(UTF_8));
      var response = (ObjectNode) JSON.readTree(answer).path("response");
      assertThat(response.remove("uid").asText()).isEqualTo("u-1");
      if (response.has("patch")) {
        response.set("patch", JSON.readTree(response.path("patch").binaryValue()));
      }
      return response;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
