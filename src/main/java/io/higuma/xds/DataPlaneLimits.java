package io.higuma.xds;

import java.time.Duration;

/**
 * What one client, or all together, may ask of the server. The port is open to the whole cluster.
 *
 * @param bodyBytes of a bootstrap request
 * @param firstBytes of a stream's first message; nobody knows yet who sends it
 * @param messageBytes of one later gRPC message, of a proxy that has proved who it is
 * @param unprovenBytes of all bodies of bootstraps together, and of all first messages together;
 *     each. Beyond it one more is turned away
 * @param sentBytes of all responses together that are not on the wire yet; beyond it others wait
 * @param connections open at a time; one more is closed at once
 * @param streams open at a time; one more is turned away
 * @param bootstraps complete and not answered at a time; one more is told to come again
 * @param workers that answer bootstraps at a time; others wait
 * @param authentications in work at a time; others wait
 * @param waitingAuthentications at a time; one more is turned away
 * @param patience for a TLS handshake, the headers and body of a request, and a stream's first
 *     message with its authentication; each
 * @param pingInterval between two pings; an unanswered one closes the connection when the next is
 *     due
 * @param stuckTime for a response to be on the wire; then the stream ends
 * @param refusalDelay before a stream ends that was refused, so that asking again takes time
 */
public record DataPlaneLimits(
    int bodyBytes,
    int firstBytes,
    int messageBytes,
    long unprovenBytes,
    long sentBytes,
    int connections,
    int streams,
    int bootstraps,
    int workers,
    int authentications,
    int waitingAuthentications,
    Duration patience,
    Duration pingInterval,
    Duration stuckTime,
    Duration refusalDelay) {
  private static final long LEAST_BUDGET = 32 << 20;

  /**
   * For a heap of this size.
   *
   * @param heapBytes the most that the heap can become
   */
  public static DataPlaneLimits forHeap(long heapBytes) {
    return new DataPlaneLimits(
        256 << 10,
        256 << 10,
        4 << 20,
        Math.max(heapBytes / 16, LEAST_BUDGET / 2),
        Math.max(heapBytes / 8, LEAST_BUDGET),
        20_000,
        20_000,
        256,
        16,
        32,
        1_000,
        Duration.ofSeconds(10),
        Duration.ofSeconds(15),
        Duration.ofSeconds(60),
        Duration.ofSeconds(1));
  }
}
