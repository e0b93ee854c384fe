package io.higuma.admission;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Denials that the server itself gives, when there is no handler's answer. */
final class ReviewDenial {
  static final String V1 = "admission.k8s.io/v1";
  private static final JsonFactory JSON = new JsonFactory();

  private ReviewDenial() {}

  /**
   * @param body the review; its uid and version are answered as far as they can be read
   */
  static byte[] of(int code, String message, byte[] body) {
    Asked asked = asked(body);
    var bytes = new ByteArrayOutputStream(256);
    try (var json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("apiVersion", asked.apiVersion);
      json.writeStringField("kind", "AdmissionReview");
      json.writeObjectFieldStart("response");
      json.writeStringField("uid", asked.uid);
      json.writeBooleanField("allowed", false);
      json.writeObjectFieldStart("status");
      json.writeObjectFieldStart("metadata");
      json.writeEndObject();
      json.writeStringField("message", message);
      json.writeNumberField("code", code);
      json.writeEndObject();
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static Asked asked(byte[] body) {
    String apiVersion = V1;
    String uid = "";
    try (JsonParser json = JSON.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return new Asked(apiVersion, uid);
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        if (field.equals("apiVersion") && value == JsonToken.VALUE_STRING) {
          apiVersion = json.getText();
        } else if (field.equals("request") && value == JsonToken.START_OBJECT) {
          uid = uid(json);
        } else {
          json.skipChildren();
        }
      }
    } catch (IOException e) {
      return new Asked(apiVersion, uid); // what was read before the fault is good
    }
    return new Asked(apiVersion, uid);
  }

  private static String uid(JsonParser json) throws IOException {
    String uid = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (field.equals("uid") && value == JsonToken.VALUE_STRING) {
        uid = json.getText();
      } else {
        json.skipChildren();
      }
    }
    return uid;
  }

  private record Asked(String apiVersion, String uid) {}
}
