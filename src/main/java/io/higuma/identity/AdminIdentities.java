package io.higuma.identity;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.higuma.certs.CertificateAuthority;
import io.higuma.certs.EnvoyAdminIssuer;
import io.higuma.certs.WorkloadIssuer.Identity;
import io.higuma.envoy.AdminIdentity;
import io.higuma.mesh.SecretNames;
import io.higuma.mesh.SecretValue;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * With what the admin interfaces of Envoys show themselves to the control plane: one for each proxy
 * that is connected to this replica, in memory alone. For several threads.
 */
public final class AdminIdentities {
  private static final Duration READ_AGAIN = Duration.ofMinutes(1);

  private final Supplier<Optional<SecretValue>> authority;
  private final EnvoyAdminIssuer issuer;
  private final LoadingCache<String, CertificateAuthority> signer;
  private final Map<String, Made> made = new ConcurrentHashMap<>();

  private record Made(String address, AdminIdentity identity) {}

  /**
   * Has made none yet.
   *
   * @param authority may wait; asked once a minute at most, or all proxies that come at once would
   *     ask
   */
  public AdminIdentities(Supplier<Optional<SecretValue>> authority, EnvoyAdminIssuer issuer) {
    this.authority = authority;
    this.issuer = issuer;
    signer = Caffeine.newBuilder().expireAfterWrite(READ_AGAIN).build(secret -> readSigner());
  }

  /**
   * The one that the proxy has, as long as its address stays.
   *
   * @param proxy a name that no other proxy of any mesh has
   * @throws IllegalStateException if there is no authority; the message is for the log
   */
  public AdminIdentity of(String proxy, String address) {
    return made.compute(
            proxy,
            (name, before) ->
                before != null && before.address().equals(address)
                    ? before
                    : new Made(address, make(address)))
        .identity();
  }

  private AdminIdentity make(String address) {
    CertificateAuthority now = signer.get(SecretNames.ENVOY_ADMIN_CA);
    Identity identity = issuer.forProxy(now, address);
    return new AdminIdentity(identity.chainPem(), identity.keyPem(), now.certificatePem());
  }

  private CertificateAuthority readSigner() {
    SecretValue value =
        authority
            .get()
            .orElseThrow(() ->
                new IllegalStateException(
                    "there is no Secret %s, by which proxies would know the control plane"
                        .formatted(SecretNames.ENVOY_ADMIN_CA)));
    try {
      return CertificateAuthority.ofPem(value.text());
    } catch (IllegalArgumentException e) {
      // Without the cause: who knows what a parser quotes.
      throw new IllegalStateException(
          "the Secret %s holds no certificate with its key".formatted(SecretNames.ENVOY_ADMIN_CA));
    }
  }

  /** The proxy has gone. */
  public void forget(String proxy) {
    made.remove(proxy);
  }
}
