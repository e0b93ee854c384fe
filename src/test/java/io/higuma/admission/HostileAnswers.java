package io.higuma.admission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.IOException;
import java.util.regex.Pattern;

/** What holds of every answer, whatever was asked. */
final class HostileAnswers {
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** Words that only a program says. */
  private static final Pattern LEAKED =
      Pattern.compile(
          "Exception|\\bError\\b|java\\.|javax\\.|com\\.fasterxml|io\\.(?:higuma\\.(?!io)|vertx|netty)"
              + "|[jJ]ackson|\\bat line\\b|\\bline: |column: |\\.java:|\\[Source|byte\\[|through reference"
              + "|ObjectNode|JsonNode|StreamRead|\\bnull\\b.*\\bbecause\\b|Cannot invoke|cannot be cast");

  private static final int MAX_MESSAGE = 8_192;

  private HostileAnswers() {}

  /**
   * Fails unless this is a whole and honest AdmissionReview.
   *
   * @return its response
   */
  static JsonNode check(byte[] answer) {
    return check(answer, 400, 403, 413);
  }

  /**
   * The same.
   *
   * @param denials codes that a denial may have
   */
  static JsonNode check(byte[] answer, Integer... denials) {
    JsonNode review;
    try {
      review = STRICT.readTree(answer);
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + new String(answer, UTF_8), e);
    }
    assertThat(review.path("kind").textValue()).isEqualTo("AdmissionReview");
    assertThat(review.path("apiVersion").textValue())
        .isIn("admission.k8s.io/v1", "admission.k8s.io/v1beta1");
    JsonNode response = review.path("response");
    assertThat(response.path("uid").isTextual()).as("has a uid").isTrue();
    assertThat(response.path("uid").textValue()).hasSizeLessThanOrEqualTo(256);
    assertThat(response.path("allowed").isBoolean()).as("says whether it is allowed").isTrue();
    JsonNode status = response.path("status");
    if (response.path("allowed").booleanValue()) {
      assertThat(status.path("code").isInt()).isTrue();
      assertThat(status.path("code").intValue()).isEqualTo(200);
    } else {
      assertThat(status.path("code").intValue()).isIn((Object[]) denials);
      checkMessage(status.path("message"));
      assertThat(response.has("patch")).isFalse();
      for (JsonNode cause : status.path("details").path("causes")) {
        checkMessage(cause.path("message"));
        checkMessage(cause.path("field"));
      }
    }
    for (JsonNode warning : response.path("warnings")) {
      checkMessage(warning);
    }
    return response;
  }

  /**
   * Fails unless the patch fits the pod, and marks it as injected.
   *
   * @return the pod after it
   */
  static JsonNode checkPatch(JsonNode response, JsonNode pod) {
    try {
      JsonNode patch = STRICT.readTree(response.path("patch").binaryValue());
      JsonNode stored = JsonPatch.apply(patch, pod);
      assertThat(stored.at("/metadata/annotations/kuma.io~1sidecar-injected").asText())
          .isEqualTo("true");
      return stored;
    } catch (IOException e) {
      throw new AssertionError("the patch is not JSON", e);
    }
  }

  private static void checkMessage(JsonNode message) {
    assertThat(message.isTextual()).as("says why").isTrue();
    checkSentence(message.textValue());
  }

  /** Fails unless this is one line of bounded length that tells nothing of our insides. */
  static void checkSentence(String text) {
    assertThat(text).isNotBlank();
    assertThat(text.length()).as("length of the message").isLessThanOrEqualTo(MAX_MESSAGE);
    assertThat(text.chars().noneMatch(Character::isISOControl)).as("is one line").isTrue();
    assertThat(LEAKED.matcher(text).find()).as("tells of our insides: %s", text).isFalse();
  }
}
