package io.higuma.admission;

import java.time.Duration;

/**
 * What one client, or all together, may ask of the admission server. The port is open to the whole
 * cluster, and an API server is one of many that can reach it.
 *
 * @param bodyBytes larger bodies are denied with code 413
 * @param quickBodyBytes larger bodies are reviewed off the event loop
 * @param bufferedBytes of all bodies in memory at a time; beyond it requests are turned away
 * @param waitingReviews off the event loop at a time; beyond it requests are turned away
 * @param connections open at a time; more are closed at once
 * @param bodyTime for a whole body to arrive
 * @param quietTime a connection on which no request was answered for this long is closed
 */
public record AdmissionLimits(
    int bodyBytes,
    int quickBodyBytes,
    long bufferedBytes,
    int waitingReviews,
    int connections,
    Duration bodyTime,
    Duration quietTime) {
  /** 7 MiB is Kuma's limit: the largest object the API server takes, twice, and some more. */
  public static final AdmissionLimits DEFAULT =
      new AdmissionLimits(
          7 << 20, 256 << 10, 48L << 20, 64, 512, Duration.ofSeconds(10), Duration.ofMinutes(3));
}
