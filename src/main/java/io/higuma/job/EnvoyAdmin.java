package io.higuma.job;

/** Envoy's admin interface in sidecars. */
public interface EnvoyAdmin {
  /**
   * Asks an Envoy to end, and waits some seconds for its answer.
   *
   * @param address the pod's
   * @param port of the admin interface
   * @throws NotReachedException if it did not say that it will
   */
  void quit(String address, long port);

  /** Nobody knows whether the Envoy ends. The message is half a sentence on why. */
  final class NotReachedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotReachedException(String why, Throwable cause) {
      super(why, cause);
    }

    public NotReachedException(String why) {
      super(why);
    }
  }
}
