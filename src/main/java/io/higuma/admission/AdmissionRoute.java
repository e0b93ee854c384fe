package io.higuma.admission;

import java.util.List;

/**
 * A path of the admission server.
 *
 * @param path begins with a slash
 * @param quick answers from memory within a millisecond or so, on the event loop
 * @param patient asked on a thread that may wait, when the quick one throws {@link
 *     WouldBlockException} or the body is large
 * @param rehearsal asked about {@code warmUps} before the server counts as ready, so that the first
 *     pod does not wait for classes to load; does what {@code quick} does, whatever the cluster has
 * @param failure what becomes of an object whose review fails
 */
public record AdmissionRoute(
    String path,
    AdmissionHandler quick,
    AdmissionHandler patient,
    AdmissionHandler rehearsal,
    List<byte[]> warmUps,
    Failure failure) {
  /** What becomes of an object whose review fails, by a fault of ours or of the request. */
  public enum Failure {
    DENIES,
    /** For what only warns: then it must not deny because of a failure either. */
    ALLOWS
  }

  /** A route whose failures deny. */
  public AdmissionRoute(
      String path,
      AdmissionHandler quick,
      AdmissionHandler patient,
      AdmissionHandler rehearsal,
      List<byte[]> warmUps) {
    this(path, quick, patient, rehearsal, warmUps, Failure.DENIES);
  }

  public AdmissionRoute {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("a path begins with a slash: " + path);
    }
    warmUps = List.copyOf(warmUps);
  }

  /** The same route, but an object whose review fails is let in. */
  public AdmissionRoute thatAllowsOnFailure() {
    return new AdmissionRoute(path, quick, patient, rehearsal, warmUps, Failure.ALLOWS);
  }

  /** A handler that never waits, and never denies. */
  public static AdmissionRoute advisory(
      String path, AdmissionHandler handler, AdmissionHandler rehearsal, List<byte[]> warmUps) {
    return new AdmissionRoute(path, handler, handler, rehearsal, warmUps, Failure.ALLOWS);
  }

  /** Has nothing left to be made when the first review comes. */
  void prepare() {
    quick.prepare();
    patient.prepare();
  }

  /** The same path, on which reviews are only rehearsed. */
  AdmissionRoute rehearsed() {
    return new AdmissionRoute(path, rehearsal, rehearsal, rehearsal, warmUps, failure);
  }

  /**
   * The answer to a review that failed.
   *
   * @param code of a denial
   * @param review as much of it as there is, for what the answer repeats
   */
  byte[] failed(int code, String message, byte[] review) {
    return switch (failure) {
      case DENIES -> ReviewDenial.of(code, message, review);
      case ALLOWS -> ReviewDenial.allowed(review);
    };
  }
}
