package io.higuma.config;

import java.util.List;

/**
 * Settings under {@code higuma}, which Kuma does not have.
 *
 * @param webhook how the API server reaches the admission server
 */
public record HigumaSettings(Webhook webhook) {
  /**
   * How the API server reaches the admission server.
   *
   * @param hosts DNS names and IP addresses that the self-made serving certificate is valid for,
   *     beside those of the Service
   */
  public record Webhook(List<String> hosts) {
    public Webhook {
      hosts = List.copyOf(hosts);
    }
  }
}
