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
 */
public record AdmissionRoute(
    String path,
    AdmissionHandler quick,
    AdmissionHandler patient,
    AdmissionHandler rehearsal,
    List<byte[]> warmUps) {
  public AdmissionRoute {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("a path begins with a slash: " + path);
    }
    warmUps = List.copyOf(warmUps);
  }

  /** A handler that never waits. */
  public static AdmissionRoute inMemory(
      String path, AdmissionHandler handler, List<byte[]> warmUps) {
    return new AdmissionRoute(path, handler, handler, handler, warmUps);
  }
}
