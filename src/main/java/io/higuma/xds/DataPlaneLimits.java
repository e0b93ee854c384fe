package io.higuma.xds;

import java.time.Duration;

/**
 * What one client, or all together, may ask of the server. The port is open to the whole cluster.
 *
 * @param bodyBytes of a bootstrap request
 * @param messageBytes of one gRPC message of a client
 * @param connections open at a time; one more is closed at once
 * @param bootstraps in work at a time; one more is told to come again
 * @param authentications in work at a time; others wait
 * @param patience for a TLS handshake, the headers and body of a request, and a stream's first
 *     message with its authentication; each
 * @param pingInterval between two pings; an unanswered one closes the connection when the next is
 *     due
 * @param refusalDelay before a stream ends that was refused, so that asking again takes time
 */
public record DataPlaneLimits(
    int bodyBytes,
    int messageBytes,
    int connections,
    int bootstraps,
    int authentications,
    Duration patience,
    Duration pingInterval,
    Duration refusalDelay) {
  public static final DataPlaneLimits DEFAULTS =
      new DataPlaneLimits(
          1 << 20,
          4 << 20,
          20_000,
          256,
          32,
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          Duration.ofSeconds(1));
}
