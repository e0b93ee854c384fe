package io.higuma.certs;

/** An authority can't sign. The message says why, without a subject, and holds nothing secret. */
public final class CannotSignException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CannotSignException(String message) {
    super(message);
  }
}
