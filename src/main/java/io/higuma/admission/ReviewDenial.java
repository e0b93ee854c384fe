package io.higuma.admission;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Answers that the server itself gives, when there is no handler's: denials, as a rule. */
final class ReviewDenial {
  private static final String V1 = "admission.k8s.io/v1";
  private static final JsonFactory JSON = new JsonFactory();

  private ReviewDenial() {}

  /**
   * @param body the review; its uid and version are answered as far as they can be read
   */
  static byte[] of(int code, String message, byte[] body) {
    Asked asked = asked(body);
    return AdmissionCodec.write(
        asked.apiVersion, asked.uid, new AdmissionAnswer.Denied(code, message));
  }

  /** For what must not deny: without a uid it is no answer, and the failure policy applies. */
  static byte[] allowed(byte[] body) {
    Asked asked = asked(body);
    return AdmissionCodec.write(
        asked.apiVersion, asked.uid, new AdmissionAnswer.Allowed(AdmissionAnswer.Remarks.NONE));
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
