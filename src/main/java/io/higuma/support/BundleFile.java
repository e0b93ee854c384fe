package io.higuma.support;

import java.nio.charset.StandardCharsets;

/**
 * A file of a bundle.
 *
 * @param path in the archive, with forward slashes
 */
public record BundleFile(String path, String content) {
  /** As it is stored. */
  public byte[] bytes() {
    return content.getBytes(StandardCharsets.UTF_8);
  }
}
