package io.higuma.identity;

import io.higuma.certs.TrustAnchors;
import io.higuma.envoy.OutsideSecret;
import io.higuma.envoy.Resource;
import io.higuma.mesh.DataSource;
import io.higuma.mesh.SecretValue;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Certificates for what is outside of the mesh: read when a proxy first needs them, and again when
 * Secrets of the mesh have changed. One that is not there is missing: Envoy then connects to
 * nothing that needs it. So is one that Envoy can't read, since Envoy refuses with it what comes in
 * the same response: the certificate of the proxy itself. For several threads.
 */
public final class OutsideSecrets {
  private static final Logger LOG = Logger.getLogger(OutsideSecrets.class);

  private final Reader reader;

  /** By mesh and name: of each its newest state alone. */
  private final Map<String, Map<String, Known>> known = new ConcurrentHashMap<>();

  private record Known(OutsideSecret from, Optional<Resource> made) {}

  /** Reads values of a mesh. */
  @FunctionalInterface
  public interface Reader {
    /** May wait, and its failure is the asker's; empty if there is none. */
    Optional<SecretValue> value(String mesh, DataSource source);
  }

  /** Knows nothing yet. */
  public OutsideSecrets(Reader reader) {
    this.reader = reader;
  }

  /** Those of these that are there, sorted. */
  public List<Resource> of(String mesh, Set<OutsideSecret> needed) {
    if (needed.isEmpty()) {
      return List.of();
    }
    Map<String, Known> ofMesh = known.computeIfAbsent(mesh, name -> new ConcurrentHashMap<>());
    return needed.stream()
        .sorted(Comparator.comparing(OutsideSecret::name))
        .flatMap(one ->
            ofMesh
                .compute(
                    one.name(),
                    (name, before) ->
                        before != null && before.from().equals(one)
                            ? before
                            : new Known(one, read(mesh, one)))
                .made()
                .stream())
        .toList();
  }

  private Optional<Resource> read(String mesh, OutsideSecret secret) {
    Optional<Resource> made =
        switch (secret) {
          case OutsideSecret.Authority(var name, var certificate) ->
              text(mesh, certificate)
                  .filter(TrustAnchors::areCertificates)
                  .map(pem -> SecretResources.authorities(name, List.of(pem)));
          case OutsideSecret.Identity(var name, var certificate, var key) ->
              text(mesh, certificate)
                  .flatMap(chain ->
                      text(mesh, key)
                          .filter(its -> TrustAnchors.arePair(chain, its))
                          .map(its -> SecretResources.identity(name, chain, its)));
        };
    if (made.isEmpty()) {
      LOG.warnv(
          "Nothing gets to an ExternalService, since {0} of its networking.tls can''t be read or is no"
              + " PEM with what belongs there: correct it, or the Secret or file that it names;"
              + " mesh={1}, secret={2}",
          fields(secret), mesh, secret.name());
    }
    return made;
  }

  private static String fields(OutsideSecret secret) {
    return switch (secret) {
      case OutsideSecret.Authority ignored -> "caCert";
      case OutsideSecret.Identity ignored -> "clientCert or clientKey";
    };
  }

  private Optional<String> text(String mesh, DataSource source) {
    return reader.value(mesh, source).map(SecretValue::text).filter(text -> !text.isEmpty());
  }

  /** Its Secrets may be others now, or nobody needs them any more. */
  public void changed(String mesh) {
    known.remove(mesh);
  }
}
