package io.higuma.targetref;

import java.util.List;
import java.util.Map;

/**
 * What is said about clients with some tags.
 *
 * @param tags all have to hold; sorted by key and value; none for all clients
 */
public record TagRule(List<Tag> tags, Merged merged) {
  public TagRule {
    tags = List.copyOf(tags);
  }

  /** A tag that a client has to have, or must not have. */
  public record Tag(String key, String value, Sign sign) {
    /** Whether the tag is wanted. */
    public enum Sign {
      HAS,
      HAS_NOT
    }

    boolean isWanted() {
      return sign == Sign.HAS;
    }
  }

  long wanted() {
    return tags.stream().filter(Tag::isWanted).count();
  }

  /** Whether it is about a client with exactly these tags. */
  public boolean contains(Map<String, String> client) {
    return tags.stream()
        .allMatch(tag -> tag.isWanted() == tag.value().equals(client.get(tag.key())));
  }

  /** Whether a client can be in both. */
  public boolean intersects(TagRule other) {
    for (Tag tag : tags) {
      for (Tag its : other.tags) {
        boolean isSame = tag.value().equals(its.value());
        boolean isContrary = tag.sign() == its.sign() ? tag.isWanted() && !isSame : isSame;
        if (tag.key().equals(its.key()) && isContrary) {
          return false;
        }
      }
    }
    return true;
  }
}
