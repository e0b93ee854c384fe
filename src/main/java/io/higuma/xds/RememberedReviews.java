package io.higuma.xds;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;

/**
 * Remembers for a while whose a token is, so that proxies that all come back at once are not as
 * many questions. That a token is nobody's is remembered for a few seconds only: it may be so only
 * because it is new.
 */
public final class RememberedReviews implements TokenReviews {
  private static final int MOST = 20_000;

  private static final Duration REFUSED = Duration.ofSeconds(5);

  private final TokenReviews reviews;
  private final Cache<ByteBuffer, Holder> holders;
  private final Cache<ByteBuffer, Boolean> nobodys;

  /**
   * @param lifetime how long a token that was revoked may still be good
   */
  public RememberedReviews(TokenReviews reviews, Duration lifetime, Ticker ticker) {
    this.reviews = reviews;
    holders =
        Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(lifetime).ticker(ticker).build();
    nobodys =
        Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(REFUSED).ticker(ticker).build();
  }

  @Override
  public Optional<Holder> review(String token) {
    ByteBuffer key = sha256(token);
    Holder known = holders.getIfPresent(key);
    if (known != null) {
      return Optional.of(known);
    }
    if (nobodys.getIfPresent(key) != null) {
      return Optional.empty();
    }
    Optional<Holder> holder = reviews.review(token);
    holder.ifPresentOrElse(found -> holders.put(key, found), () -> nobodys.put(key, true));
    return holder;
  }

  /** The token itself is kept nowhere. */
  private static ByteBuffer sha256(String token) {
    try {
      return ByteBuffer.wrap(
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Each Java platform has SHA-256", e);
    }
  }
}
