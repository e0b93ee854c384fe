package io.higuma.admission;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an answer repeats of its question, as far as that can be read: without the uid, the API
 * server shows its user no message of ours.
 *
 * @param apiVersion one of {@link #VERSIONS}
 * @param uid empty when it is not known
 */
record ReviewHead(String apiVersion, String uid) {
  static final String V1 = "admission.k8s.io/v1";

  /** What can be asked in; both have the same fields. */
  static final Set<String> VERSIONS = Set.of(V1, "admission.k8s.io/v1beta1");

  /** Uids have 36 characters; a longer text is no uid, and not worth repeating. */
  static final int MAX_UID = 256;

  private static final JsonFactory JSON = new JsonFactory();

  /**
   * Reads until it has both, or something is wrong with the text.
   *
   * @param body a review, or the beginning of one, or anything
   */
  static ReviewHead of(byte[] body) {
    var scan = new Scan();
    try (JsonParser json = JSON.createParser(body)) {
      scan.review(json);
    } catch (IOException e) {
      // What was read before the fault is good.
    }
    return new ReviewHead(
        scan.apiVersion == null ? V1 : scan.apiVersion, scan.uid == null ? "" : scan.uid);
  }

  private static final class Scan {
    private @Nullable String apiVersion;
    private @Nullable String uid;

    private void review(JsonParser json) throws IOException {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return;
      }
      while (!isDone() && json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        if (field.equals("apiVersion") && value == JsonToken.VALUE_STRING) {
          apiVersion = VERSIONS.contains(json.getText()) ? json.getText() : V1;
        } else if (field.equals("request") && value == JsonToken.START_OBJECT) {
          request(json);
        } else {
          json.skipChildren();
        }
      }
    }

    private void request(JsonParser json) throws IOException {
      while (!isDone() && json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        if (field.equals("uid") && value == JsonToken.VALUE_STRING) {
          uid = json.getTextLength() <= MAX_UID ? json.getText() : "";
        } else {
          json.skipChildren();
        }
      }
    }

    private boolean isDone() {
      return apiVersion != null && uid != null;
    }
  }
}
