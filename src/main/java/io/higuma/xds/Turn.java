package io.higuma.xds;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whose turn it is in the exchange of responses and answers of one type. */
final class Turn {
  private static final int MAX_ERROR = 2_000;

  private final long backoffNanos;
  private String nonce = "";
  private String version = "";
  private boolean isClients;
  private boolean isDelayed;
  private long notBefore;

  Turn(Duration backoff) {
    backoffNanos = backoff.toNanos();
  }

  /** A response is on its way. */
  void sent(String newNonce, String newVersion) {
    nonce = newNonce;
    version = newVersion;
    isClients = true;
    isDelayed = false;
  }

  /** Whether the client has still to answer the last response. */
  boolean isClients() {
    return isClients;
  }

  /** Whether a response may be sent. */
  boolean isOurs(long now) {
    return !isClients && !(isDelayed && now - notBefore < 0);
  }

  /** Whether a response that was rejected is the reason to wait. */
  boolean isDelayed() {
    return isDelayed;
  }

  long notBefore() {
    return notBefore;
  }

  /** Whether this answers the last response. */
  boolean isAnswer(String responseNonce) {
    return isClients && nonce.equals(responseNonce);
  }

  /** Whether it is about the last response, answered or not. */
  boolean isCurrent(String responseNonce) {
    return nonce.equals(responseNonce);
  }

  String accepted() {
    isClients = false;
    return version;
  }

  String rejected(long now) {
    isClients = false;
    isDelayed = true;
    notBefore = now + backoffNanos;
    return version;
  }

  static String excerpt(@Nullable String error) {
    if (error == null) {
      return "";
    }
    return error.length() <= MAX_ERROR ? error : error.substring(0, MAX_ERROR) + "…";
  }
}
