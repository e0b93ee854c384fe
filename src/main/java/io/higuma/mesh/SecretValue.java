package io.higuma.mesh;

/**
 * What a Secret holds. The text form does not show it.
 *
 * @param text PEM, as a rule
 */
public record SecretValue(String text) {
  @Override
  public String toString() {
    return "SecretValue";
  }
}
