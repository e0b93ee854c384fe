package io.higuma.identity;

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
 * nothing that needs it. For several threads.
 */
public final class OutsideSecrets {
  private static final Logger LOG = Logger.getLogger(OutsideSecrets.class);

  private final Reader reader;
  private final Map<String, Map<OutsideSecret, Optional<Resource>>> known =
      new ConcurrentHashMap<>();

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
    Map<OutsideSecret, Optional<Resource>> ofMesh =
        known.computeIfAbsent(mesh, name -> new ConcurrentHashMap<>());
    return needed.stream()
        .sorted(Comparator.comparing(OutsideSecret::name))
        .flatMap(one -> ofMesh.computeIfAbsent(one, secret -> read(mesh, secret)).stream())
        .toList();
  }

  private Optional<Resource> read(String mesh, OutsideSecret secret) {
    Optional<Resource> made =
        switch (secret) {
          case OutsideSecret.Authority(var name, var certificate) ->
              text(mesh, certificate).map(pem -> SecretResources.authorities(name, List.of(pem)));
          case OutsideSecret.Identity(var name, var certificate, var key) ->
              text(mesh, certificate)
                  .flatMap(chain ->
                      text(mesh, key).map(its -> SecretResources.identity(name, chain, its)));
        };
    if (made.isEmpty()) {
      LOG.warnv(
          "An ExternalService names a certificate or key that can''t be read, so nothing gets there;"
              + " mesh={0}, secret={1}",
          mesh, secret.name());
    }
    return made;
  }

  private Optional<String> text(String mesh, DataSource source) {
    return reader.value(mesh, source).map(SecretValue::text).filter(text -> !text.isEmpty());
  }

  /** Its Secrets may be others now, or nobody needs them any more. */
  public void changed(String mesh) {
    known.remove(mesh);
  }
}
