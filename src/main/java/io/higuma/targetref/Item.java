package io.higuma.targetref;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * One item of a policy: what it is about and what it says. Two items are equal if they are the
 * same: they serve as keys of what is merged of them.
 */
public final class Item {
  private final Policy policy;
  private final Field field;
  private final int index;
  private final TargetRef target;
  private final List<Match> matches;
  private final JsonNode conf;

  /** Where in the spec of a policy an item stands. */
  public enum Field {
    TO("to"),
    FROM("from"),
    RULES("rules"),
    DEFAULT("default");

    private final String text;

    Field(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  Item(
      Policy policy, Field field, int index, TargetRef target, List<Match> matches, JsonNode conf) {
    this.policy = policy;
    this.field = field;
    this.index = index;
    this.target = target;
    this.matches = List.copyOf(matches);
    this.conf = conf;
  }

  public Policy policy() {
    return policy;
  }

  public Field field() {
    return field;
  }

  /** Its place in the list, from 0; 0 for {@code default}. */
  public int index() {
    return index;
  }

  /** The destination or the client; the mesh for rules and {@code default}. */
  public TargetRef target() {
    return target;
  }

  /** Of rules: one of them has to hold; none means all clients. */
  public List<Match> matches() {
    return matches;
  }

  /** What it says; belongs to the policy, so it is not changed. */
  public JsonNode conf() {
    return conf;
  }

  /** The place in the policy: {@code spec.to[1]}. */
  public String path() {
    return field == Field.DEFAULT ? "spec.default" : "spec.%s[%d]".formatted(field.text(), index);
  }

  @Override
  public String toString() {
    return policy.kri() + " " + path();
  }
}
