package io.higuma.envoy;

import io.higuma.resource.MeshObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;

/** Names of clusters where they are not KRIs. */
final class LegacyName {
  private static final int HASH_BYTES = 8;

  private LegacyName() {}

  /** The service, and a hash of all tags if there are more. */
  static String ofTags(SortedMap<String, String> tags) {
    String service = tags.getOrDefault(Tags.SERVICE, "");
    var rest = Tags.without(Tags.without(tags, Tags.SERVICE), Tags.MESH);
    if (rest.isEmpty()) {
      return service;
    }
    var text = new StringBuilder();
    Tags.without(tags, Tags.MESH).forEach((key, value) -> text.append(key).append(value));
    byte[] hash = sha256(text.toString());
    return service + "-" + HexFormat.of().formatHex(hash, 0, HASH_BYTES);
  }

  static String ofService(MeshObject service, int port) {
    return "%s_%s_%s_%s_%s_%d"
        .formatted(
            service.mesh(),
            service.displayName(),
            service.namespace(),
            service.zone(),
            service.kind().shortName().orElse(""),
            port);
  }

  static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Each Java platform has SHA-256", e);
    }
  }
}
