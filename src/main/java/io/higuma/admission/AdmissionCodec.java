package io.higuma.admission;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.inject.PodEdit;
import io.higuma.validation.Violation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

/** Reads AdmissionReviews and writes their answers. */
public final class AdmissionCodec {
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(ReviewConstraints.DEFAULT)
                  // The JVM has one table of interned texts, which is not for strangers to fill.
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final byte[] NO_PATCH = {};

  /** A dozen mistakes with their cures; Events keep less. */
  private static final int MAX_MESSAGE = 4_096;

  private static final int MAX_CAUSE = 1_024;

  /** The longest name that Kubernetes takes. */
  private static final int MAX_REMARK = 256;

  private AdmissionCodec() {}

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
    } catch (StreamConstraintsException e) {
      return unreadable(body, e.getOriginalMessage()); // a sentence of ReviewConstraints
    } catch (IOException e) {
      return unreadable(body, "the AdmissionReview is not valid JSON");
    }
    JsonNode request = review.path("request");
    JsonNode uid = request.path("uid");
    if (!uid.isTextual() || uid.textValue().isEmpty()) {
      return unreadable(body, "the AdmissionReview has no request with a uid");
    }
    if (uid.textValue().length() > ReviewHead.MAX_UID) {
      return unreadable(body, "the uid of the AdmissionReview is too long");
    }
    List<Violation> misshapen = ReviewShape.check(review);
    if (!misshapen.isEmpty()) {
      return unreadable(body, "the AdmissionReview can't be read: " + Violation.join(misshapen));
    }
    String operation = request.path("operation").asText("");
    if (!(request.path("object") instanceof ObjectNode object)) {
      return storesObject(operation)
          ? unreadable(body, "the AdmissionReview has no object")
          : reading(review, operation, JSON.createObjectNode());
    }
    return reading(review, operation, object);
  }

  private static boolean storesObject(String operation) {
    return switch (operation) {
      case "DELETE", "CONNECT" -> false;
      default -> true;
    };
  }

  private static Reading reading(JsonNode review, String operation, ObjectNode object) {
    JsonNode request = review.path("request");
    return new Reading.Read(
        new AdmissionRequest(
            review.path("apiVersion").asText(ReviewHead.V1),
            request.path("uid").textValue(),
            request.path("namespace").asText(""),
            operation,
            request.path("dryRun").asBoolean(false),
            object,
            request.path("oldObject") instanceof ObjectNode old
                ? Optional.of(old)
                : Optional.empty(),
            new AdmissionRequest.Subject(
                text(request.path("kind").path("kind")),
                text(request.path("name")),
                text(request.path("userInfo").path("username")))));
  }

  private static String text(JsonNode node) {
    return node.isTextual() ? node.textValue() : "";
  }

  private static Reading unreadable(byte[] body, String message) {
    ReviewHead head = ReviewHead.of(body);
    return new Reading.Unreadable(head.apiVersion(), head.uid(), message);
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
    // The patch first: of two generators at once the second has no buffers to use again.
    byte[] patch =
        answer instanceof AdmissionAnswer.Patched(var edits, var ignored) ? json(edits) : NO_PATCH;
    if (patch.length > 0) {
      measure.accept(patch.length);
    }
    return bytes(out -> {
      out.writeStartObject();
      out.writeStringField("apiVersion", apiVersion);
      out.writeStringField("kind", "AdmissionReview");
      out.writeObjectFieldStart("response");
      out.writeStringField("uid", uid);
      switch (answer) {
        case AdmissionAnswer.Allowed(var message, var ignored) ->
            writeStatus(out, true, 200, message, AdmissionAnswer.Ground.UNSAID);
        case AdmissionAnswer.Patched ignored -> {
          writeStatus(out, true, 200, "", AdmissionAnswer.Ground.UNSAID);
          out.writeStringField("patchType", "JSONPatch");
          out.writeBinaryField("patch", patch);
        }
        case AdmissionAnswer.Denied(var code, var message, var ground, var ignored) ->
            writeStatus(out, false, code, message, ground);
      }
      writeRemarks(out, answer.remarks());
      out.writeEndObject();
      out.writeEndObject();
    });
  }

  /** By hand: what Jackson makes of a list of records takes twice the memory. */
  private static byte[] json(List<PodEdit> edits) {
    SerializerProvider provider = JSON.getSerializerProviderInstance();
    return bytes(out -> {
      out.writeStartArray();
      for (PodEdit edit : edits) {
        out.writeStartObject();
        out.writeStringField("op", edit.op());
        out.writeStringField("path", edit.path());
        if (!edit.value().isMissingNode()) {
          out.writeFieldName("value");
          edit.value().serialize(out, provider); // writeTree would flush after each edit
        }
        out.writeEndObject();
      }
      out.writeEndArray();
    });
  }

  @FunctionalInterface
  private interface Writing {
    void to(JsonGenerator out) throws IOException;
  }

  private static byte[] bytes(Writing writing) {
    var bytes = new ExactBytes();
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      writing.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    return bytes.all();
  }

  private static void writeRemarks(JsonGenerator out, AdmissionAnswer.Remarks remarks)
      throws IOException {
    if (!remarks.auditAnnotations().isEmpty()) {
      out.writeObjectFieldStart("auditAnnotations");
      for (Map.Entry<String, String> entry : remarks.auditAnnotations().entrySet()) {
        out.writeStringField(entry.getKey(), OneLine.of(entry.getValue(), MAX_REMARK));
      }
      out.writeEndObject();
    }
    if (!remarks.warnings().isEmpty()) {
      out.writeArrayFieldStart("warnings");
      for (String warning : remarks.warnings()) {
        out.writeString(OneLine.of(warning, MAX_REMARK));
      }
      out.writeEndArray();
    }
  }

  private static void writeStatus(
      JsonGenerator out, boolean allowed, int code, String message, AdmissionAnswer.Ground ground)
      throws IOException {
    out.writeBooleanField("allowed", allowed);
    out.writeObjectFieldStart("status");
    out.writeObjectFieldStart("metadata");
    out.writeEndObject();
    if (!message.isEmpty()) {
      out.writeStringField("message", OneLine.of(message, MAX_MESSAGE));
    }
    writeGround(out, ground);
    out.writeNumberField("code", code);
    out.writeEndObject();
  }

  private static void writeGround(JsonGenerator out, AdmissionAnswer.Ground ground)
      throws IOException {
    switch (ground) {
      case AdmissionAnswer.Ground.Unsaid ignored -> {}
      case AdmissionAnswer.Ground.Reason(var reason) -> out.writeStringField("reason", reason);
      case AdmissionAnswer.Ground.Detailed(var reason, var kind, var name, var causes) -> {
        out.writeStringField("status", "Failure");
        out.writeStringField("reason", reason);
        writeDetails(out, kind, name, causes);
      }
    }
  }

  private static void writeDetails(
      JsonGenerator out, String kind, String name, List<Violation> causes) throws IOException {
    if (kind.isEmpty() && causes.isEmpty()) {
      return;
    }
    out.writeObjectFieldStart("details");
    if (!name.isEmpty()) {
      out.writeStringField("name", OneLine.of(name, MAX_REMARK));
    }
    if (!kind.isEmpty()) {
      out.writeStringField("kind", OneLine.of(kind, MAX_REMARK));
    }
    out.writeArrayFieldStart("causes");
    for (Violation cause : causes) {
      out.writeStartObject();
      out.writeStringField("reason", "FieldValueInvalid");
      out.writeStringField("message", OneLine.of(cause.message(), MAX_CAUSE));
      out.writeStringField("field", OneLine.of(cause.field().text(), MAX_CAUSE));
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}
