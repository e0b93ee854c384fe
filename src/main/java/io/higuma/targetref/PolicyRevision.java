package io.higuma.targetref;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.resource.ResourceKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/**
 * Which policy, and in which state: so short that it can be said of each proxy which ones it has.
 * Equal for equal policies, from whichever instance.
 *
 * @param policy whichever its state is; {@value #PART} characters
 * @param state all that proxies are configured by: spec, origin, role and so on, but no status and
 *     no label of others; {@value #PART} characters
 */
public record PolicyRevision(String policy, String state) implements Comparable<PolicyRevision> {
  /** Characters of each part: letters, digits, {@code -} and {@code _}. */
  public static final int PART = 8;

  private static final int PART_BYTES = 6;
  private static final Comparator<PolicyRevision> ORDER =
      Comparator.comparing(PolicyRevision::policy).thenComparing(PolicyRevision::state);

  /**
   * Sums up a policy.
   *
   * @param mesh that it is in
   * @param name unique among those of its kind in the mesh
   * @param facts what else than its spec it acts by, in a fixed order
   */
  static PolicyRevision of(
      ResourceKind kind, String mesh, String name, List<String> facts, JsonNode spec) {
    return new PolicyRevision(
        sum(kind.kind() + "/" + mesh + "/" + name), sum(String.join("/", facts) + spec));
  }

  private static String sum(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(hash, PART_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Each Java platform has SHA-256", e);
    }
  }

  @Override
  public int compareTo(PolicyRevision other) {
    return ORDER.compare(this, other);
  }

  /** Both parts, without anything between them. */
  @Override
  public String toString() {
    return policy + state;
  }
}
