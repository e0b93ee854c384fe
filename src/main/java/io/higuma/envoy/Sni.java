package io.higuma.envoy;

import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Server names by which proxies on the way know the destination. */
final class Sni {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final int LONGEST = 62;

  private Sni() {}

  /** Of data planes by tags: {@code backend{mesh=default,version=v1}}. */
  static String ofTags(String mesh, SortedMap<String, String> tags) {
    SortedMap<String, String> rest = new TreeMap<>(tags);
    String service = rest.remove(Tags.SERVICE);
    rest.put(Tags.MESH, mesh);
    return service
        + rest.entrySet().stream()
            .map(tag -> tag.getKey() + "=" + tag.getValue())
            .collect(Collectors.joining(",", "{", "}"));
  }

  /**
   * Of a service, for proxies without a MeshIdentity.
   *
   * @param kind {@code ms}, {@code mes} or {@code mzms}
   */
  static String ofService(String name, String mesh, int port, String kind) {
    String hash = "%016x".formatted(fnv1a(name + ";" + mesh + ";"));
    return "a%s.%s.%d.%s.%s".formatted(hash, shortened(name), port, shortened(mesh), kind);
  }

  private static String shortened(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "x" : text;
  }

  /** FNV-1a of 64 bits. */
  private static long fnv1a(String text) {
    long hash = FNV_OFFSET;
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (one & 0xff)) * FNV_PRIME;
    }
    return hash;
  }
}
