package io.higuma.admission;

/** An answer needs something that is not in memory. Not a failure, so it has no stack trace. */
public final class WouldBlockException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public WouldBlockException(String needed) {
    super(needed, null, false, false);
  }
}
