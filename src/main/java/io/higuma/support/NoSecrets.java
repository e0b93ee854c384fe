package io.higuma.support;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.check.ClusterQuestions;
import io.higuma.check.Known;
import java.util.List;
import java.util.regex.Pattern;

/** Lets no question for Secrets through, whoever asks it. */
record NoSecrets(ClusterQuestions api) implements ClusterQuestions {
  private static final Pattern SECRETS = Pattern.compile("/secrets(?:[/?]|$)");
  private static final String WHY = "a support bundle reads no Secrets";

  @Override
  public Answer get(String path) {
    return SECRETS.matcher(path).find() ? new Answer.Denied(WHY) : api.get(path);
  }

  @Override
  public List<Answer> post(String path, List<ObjectNode> bodies) {
    return api.post(path, bodies);
  }

  @Override
  public Known<String> text(String path) {
    return SECRETS.matcher(path).find() ? new Known.Denied<>(WHY) : api.text(path);
  }
}
