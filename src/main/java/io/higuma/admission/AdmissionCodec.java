package io.higuma.admission;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.inject.PodEdit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

/** Reads AdmissionReviews and writes their answers. */
public final class AdmissionCodec {
  /** Deeper than any object of the Kubernetes API. */
  private static final int MAX_DEPTH = 200;

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .build();

  /** Of each thread, as an answer is composed without a break. */
  private static final ThreadLocal<Buffers> BUFFERS =
      ThreadLocal.withInitial(() -> new Buffers(new AnswerBuffer(), new AnswerBuffer()));

  private static final String LATEST = "admission.k8s.io/v1";

  private AdmissionCodec() {}

  private record Buffers(AnswerBuffer patch, AnswerBuffer answer) {}

  /** A request, or why there is none. */
  public sealed interface Reading {
    record Read(AdmissionRequest request) implements Reading {}

    /**
     * There is no request to be found.
     *
     * @param apiVersion in which to answer
     * @param uid empty when it is not known
     */
    record Unreadable(String apiVersion, String uid, String message) implements Reading {}
  }

  public static Reading read(byte[] body) {
    JsonNode review;
    try {
      review = JSON.readTree(body);
    } catch (IOException e) {
      return new Reading.Unreadable(LATEST, "", "the AdmissionReview is not valid JSON");
    }
    String apiVersion = review.path("apiVersion").asText(LATEST);
    JsonNode request = review.path("request");
    String uid = request.path("uid").asText("");
    if (!request.isObject() || uid.isEmpty()) {
      return new Reading.Unreadable(
          apiVersion, uid, "the AdmissionReview has no request with a uid");
    }
    if (!(request.path("object") instanceof ObjectNode object)) {
      return new Reading.Unreadable(apiVersion, uid, "the AdmissionReview has no object");
    }
    return new Reading.Read(
        new AdmissionRequest(
            apiVersion,
            uid,
            request.path("namespace").asText(""),
            request.path("operation").asText(""),
            request.path("dryRun").asBoolean(false),
            object,
            request.path("oldObject") instanceof ObjectNode old
                ? Optional.of(old)
                : Optional.empty()));
  }

  public static byte[] write(String apiVersion, String uid, AdmissionAnswer answer) {
    return write(apiVersion, uid, answer, patchBytes -> {});
  }

  /**
   * Writes an answer.
   *
   * @param measure is told the size of the patch, if there is one
   */
  static byte[] write(String apiVersion, String uid, AdmissionAnswer answer, IntConsumer measure) {
    Buffers buffers = BUFFERS.get();
    AnswerBuffer patch = buffers.patch().cleared();
    AnswerBuffer bytes = buffers.answer().cleared();
    // The patch first: of two generators at once the second has no buffers to use again.
    if (answer instanceof AdmissionAnswer.Patched(var edits, var ignored)) {
      writePatch(patch, edits);
      measure.accept(patch.size());
    }
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("apiVersion", apiVersion);
      out.writeStringField("kind", "AdmissionReview");
      out.writeObjectFieldStart("response");
      out.writeStringField("uid", uid);
      switch (answer) {
        case AdmissionAnswer.Allowed ignored -> writeStatus(out, true, 200, "");
        case AdmissionAnswer.Patched ignored -> {
          writeStatus(out, true, 200, "");
          out.writeStringField("patchType", "JSONPatch");
          out.writeFieldName("patch");
          out.writeBinary(patch.array(), 0, patch.size());
        }
        case AdmissionAnswer.Denied(var code, var message, var ignored) ->
            writeStatus(out, false, code, message);
      }
      writeRemarks(out, answer.remarks());
      out.writeEndObject();
      out.writeEndObject();
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
  }

  private static void writePatch(AnswerBuffer patch, List<PodEdit> edits) {
    try {
      JSON.writeValue(patch, edits);
    } catch (IOException e) {
      throw new UncheckedIOException("a tree can be written", e);
    }
  }

  private static void writeRemarks(JsonGenerator out, AdmissionAnswer.Remarks remarks)
      throws IOException {
    if (!remarks.auditAnnotations().isEmpty()) {
      out.writeObjectFieldStart("auditAnnotations");
      for (Map.Entry<String, String> entry : remarks.auditAnnotations().entrySet()) {
        out.writeStringField(entry.getKey(), entry.getValue());
      }
      out.writeEndObject();
    }
    if (!remarks.warnings().isEmpty()) {
      out.writeArrayFieldStart("warnings");
      for (String warning : remarks.warnings()) {
        out.writeString(warning);
      }
      out.writeEndArray();
    }
  }

  private static void writeStatus(JsonGenerator out, boolean allowed, int code, String message)
      throws IOException {
    out.writeBooleanField("allowed", allowed);
    out.writeObjectFieldStart("status");
    out.writeObjectFieldStart("metadata");
    out.writeEndObject();
    if (!message.isEmpty()) {
      out.writeStringField("message", message);
    }
    out.writeNumberField("code", code);
    out.writeEndObject();
  }
}
