package io.higuma.resource;

import java.nio.charset.StandardCharsets;

/** The end of generated names: the same as Kuma's, so that objects keep their names. */
public final class NameHash {
  /** Of Kubernetes: no vowels, so no words, and nothing that looks alike. */
  private static final String SAFE = "bcdfghjklmnpqrstvwxz2456789";

  private static final int FNV_OFFSET = 0x811c9dc5;
  private static final int FNV_PRIME = 0x01000193;

  private NameHash() {}

  /**
   * The hash of texts one after the other.
   *
   * @return at most ten characters that a DNS label may have
   */
  public static String of(String... texts) {
    int hash = FNV_OFFSET;
    for (String text : texts) {
      for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
        hash = (hash ^ (one & 0xff)) * FNV_PRIME;
      }
    }
    String decimal = Integer.toUnsignedString(hash);
    var safe = new StringBuilder(decimal.length());
    for (int i = 0; i < decimal.length(); i++) {
      safe.append(SAFE.charAt(decimal.charAt(i) % SAFE.length()));
    }
    return safe.toString();
  }
}
