package io.higuma.xds;

import io.higuma.envoy.Resource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.SortedMap;

/** Versions of several resources together. */
final class Versions {
  private static final int BYTES = 16;

  private Versions() {}

  /** Equal for equal resources, whenever and by whichever instance they are made. */
  static String of(Collection<Resource> sorted) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (Resource resource : sorted) {
        sha256.update(resource.name().getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) 0);
        sha256.update(resource.version().getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(sha256.digest(), 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Each Java platform has SHA-256", e);
    }
  }

  @SuppressWarnings("ReferenceEquality") // what is shared need not be looked at
  static boolean same(SortedMap<String, Resource> one, SortedMap<String, Resource> other) {
    if (one == other) {
      return true;
    }
    if (one.size() != other.size()) {
      return false;
    }
    var others = other.values().iterator();
    for (Resource resource : one.values()) {
      Resource counterpart = others.next();
      if (resource != counterpart
          && !(resource.name().equals(counterpart.name())
              && resource.version().equals(counterpart.version()))) {
        return false;
      }
    }
    return true;
  }
}
