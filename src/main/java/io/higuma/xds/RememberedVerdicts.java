package io.higuma.xds;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.higuma.xds.ProxyAuthentication.Verdict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;

/**
 * Remembers for a while who was accepted, so that proxies that all come back at once are not as
 * many questions. A refusal is not remembered: what was missing may be there the next time.
 */
public final class RememberedVerdicts implements ProxyAuthentication {
  private static final int MOST = 20_000;

  private final ProxyAuthentication authentication;
  private final Cache<Key, Boolean> accepted;

  /** A token by its hash: the token itself is kept nowhere. */
  private record Key(ProxyId proxy, ByteBuffer sha256) {}

  /**
   * @param lifetime how long a token that was revoked may still be good
   */
  public RememberedVerdicts(ProxyAuthentication authentication, Duration lifetime, Ticker ticker) {
    this.authentication = authentication;
    accepted =
        Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(lifetime).ticker(ticker).build();
  }

  @Override
  public Verdict check(ProxyId proxy, Optional<String> token) {
    if (token.isEmpty()) {
      return authentication.check(proxy, token);
    }
    var key = new Key(proxy, sha256(token.get()));
    if (accepted.getIfPresent(key) != null) {
      return new Verdict.Accepted();
    }
    Verdict verdict = authentication.check(proxy, token);
    if (verdict instanceof Verdict.Accepted) {
      accepted.put(key, true);
    }
    return verdict;
  }

  private static ByteBuffer sha256(String token) {
    try {
      return ByteBuffer.wrap(
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Each Java platform has SHA-256", e);
    }
  }
}
