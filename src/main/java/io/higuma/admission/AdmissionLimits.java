package io.higuma.admission;

import java.time.Duration;

/**
 * What one client, or all together, may ask of the admission server. The port is open to the whole
 * cluster, and an API server is one of many that can reach it.
 *
 * @param bodyBytes larger bodies are denied with code 413
 * @param quickBodyBytes larger bodies are reviewed off the event loop
 * @param bufferedBytes of all bodies in memory at a time; beyond it requests are turned away
 * @param reviewBytes of memory for all reviews off the event loop at a time; beyond it they wait
 * @param waitingReviews off the event loop at a time; beyond it requests are turned away
 * @param connections open at a time; for one more an idle one is closed
 * @param bodyTime for a whole body to arrive
 * @param memoryTime for a review off the event loop to begin; then it is turned away
 * @param quietTime a connection on which no request was answered for this long is closed
 */
public record AdmissionLimits(
    int bodyBytes,
    int quickBodyBytes,
    long bufferedBytes,
    long reviewBytes,
    int waitingReviews,
    int connections,
    Duration bodyTime,
    Duration memoryTime,
    Duration quietTime) {
  /** Kuma's limit: the largest object the API server takes, twice, and some more. */
  private static final int BODY_BYTES = 7 << 20;

  /** Well below the timeout of the webhooks, so that our answer arrives. */
  private static final Duration MEMORY_TIME = Duration.ofSeconds(5);

  /**
   * For a heap of this size, of which bodies get an eighth, twice while they are copied, and their
   * reviews a quarter. The rest is for what is known of the cluster.
   *
   * @param heapBytes the most that the heap can become
   */
  public static AdmissionLimits forHeap(long heapBytes) {
    return new AdmissionLimits(
        BODY_BYTES,
        64 << 10,
        Math.max(heapBytes / 8, BODY_BYTES),
        heapBytes / 4,
        64,
        512,
        Duration.ofSeconds(10),
        MEMORY_TIME,
        Duration.ofMinutes(3));
  }
}
