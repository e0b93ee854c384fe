package io.higuma.certs;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * What a TLS server shows: to each handshake the certificate of its moment. So a new certificate
 * takes effect at once, and no handshake falls between two.
 */
public final class ServingKeys extends X509ExtendedKeyManager {
  /** A handshake that has chosen one may ask for it a while later. */
  private static final int KEPT = 4;

  private final Map<String, ServingPair> pairs = new ConcurrentHashMap<>();
  private volatile @Nullable Chosen now;
  private long made;

  private record Chosen(String alias, String keyType) {}

  /** Shows this from now on. */
  public synchronized void use(ServingPair pair) {
    String alias = Long.toString(++made);
    pairs.put(alias, pair);
    pairs.remove(Long.toString(made - KEPT));
    now = new Chosen(alias, pair.key().getAlgorithm());
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    Chosen chosen = now;
    return chosen != null && chosen.keyType().equals(keyType) ? chosen.alias() : null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return chooseEngineServerAlias(keyType, issuers, null);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    ServingPair pair = pairs.get(alias);
    return pair == null ? null : pair.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    ServingPair pair = pairs.get(alias);
    return pair == null ? null : pair.key();
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    String alias = chooseEngineServerAlias(keyType, issuers, null);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null; // It is for servers.
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null; // It is for servers.
  }
}
