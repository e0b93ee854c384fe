package io.higuma.admission;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.inject.PodEdit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

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

  private static final byte[] NO_PATCH = {};
  private static final String LATEST = "admission.k8s.io/v1";

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
            object));
  }

  public static byte[] write(String apiVersion, String uid, AdmissionAnswer answer) {
    // The patch first: of two generators at once the second has no buffers to use again.
    byte[] patch =
        answer instanceof AdmissionAnswer.Patched(var edits, var ignored) ? json(edits) : NO_PATCH;
    return bytes(out -> {
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
          out.writeBinaryField("patch", patch);
        }
        case AdmissionAnswer.Denied(var code, var message, var ignored) ->
            writeStatus(out, false, code, message);
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
        out.writeFieldName("value");
        edit.value().serialize(out, provider); // writeTree would flush after each edit
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
