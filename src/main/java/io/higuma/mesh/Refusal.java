package io.higuma.mesh;

/**
 * The API server will not do what we ask as long as nobody changes something: a right or a kind is
 * missing, or admission denies it.
 */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message a sentence; holds nothing secret
   */
  public Refusal(String message, Throwable cause) {
    super(message, cause);
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}
