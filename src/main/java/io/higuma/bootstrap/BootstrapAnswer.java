package io.higuma.bootstrap;

/**
 * What kuma-dp is answered. It takes a 4xx with a text for final and an empty 404 for a reason to
 * ask again, so neither may become the other.
 *
 * @param contentType empty when there is no body
 * @param body a sentence for people when the status is not 200
 */
public record BootstrapAnswer(int status, String contentType, String body) {
  private static final String PLAIN = "text/plain; charset=utf-8";

  static BootstrapAnswer json(String body) {
    return new BootstrapAnswer(200, "application/json", body);
  }

  static BootstrapAnswer yaml(String body) {
    return new BootstrapAnswer(200, "text/x-yaml", body);
  }

  /** There is no such proxy or mesh yet. */
  static BootstrapAnswer notYet() {
    return new BootstrapAnswer(404, "", "");
  }

  static BootstrapAnswer malformed() {
    return new BootstrapAnswer(400, "", "");
  }

  /** The proxy is set up in a way that no waiting mends. */
  static BootstrapAnswer misdirected(String sentence) {
    return new BootstrapAnswer(400, PLAIN, sentence);
  }

  static BootstrapAnswer invalid(String sentence) {
    return new BootstrapAnswer(422, PLAIN, sentence);
  }

  /** Something failed here; asking again may help. */
  public static BootstrapAnswer failed() {
    return new BootstrapAnswer(500, "", "");
  }
}
