package io.higuma.identity;

import io.higuma.certs.CertificateAuthority;
import io.higuma.certs.EnvoyAdminIssuer;
import io.higuma.certs.WorkloadIssuer.Identity;
import io.higuma.envoy.AdminIdentity;
import io.higuma.mesh.SecretNames;
import io.higuma.mesh.SecretValue;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * With what the admin interfaces of Envoys show themselves to the control plane: one for each proxy
 * that is connected to this replica, in memory alone. For several threads.
 */
public final class AdminIdentities {
  private final Supplier<Optional<SecretValue>> authority;
  private final EnvoyAdminIssuer issuer;
  private @Nullable CertificateAuthority signer;
  private final Map<String, Made> made = new ConcurrentHashMap<>();

  private record Made(String address, AdminIdentity identity) {}

  /**
   * Has made none yet.
   *
   * @param authority may wait; asked once, and again when it has changed
   */
  public AdminIdentities(Supplier<Optional<SecretValue>> authority, EnvoyAdminIssuer issuer) {
    this.authority = authority;
    this.issuer = issuer;
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
    CertificateAuthority now = signer();
    Identity identity = issuer.forProxy(now, address);
    return new AdminIdentity(identity.chainPem(), identity.keyPem(), now.certificatePem());
  }

  /** One reads, others who come at the same time wait for it. */
  private synchronized CertificateAuthority signer() {
    CertificateAuthority known = signer;
    if (known == null) {
      known = readSigner();
      signer = known;
    }
    return known;
  }

  /**
   * The authority may be another one: all proxies get theirs anew when they are asked for. The map
   * is cleared without the lock: who makes one has a lock of the map and waits for ours.
   */
  public void changed() {
    synchronized (this) {
      signer = null;
    }
    made.clear();
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
