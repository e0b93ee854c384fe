package io.higuma.identity;

import io.higuma.certs.TrustAnchors;
import io.higuma.envoy.MeshView;
import io.higuma.envoy.Resource;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Whom the proxies of a mesh believe: one secret for all of them, made when it changes. */
final class TrustSecrets {
  private final Map<Key, Made> known = new ConcurrentHashMap<>();

  private record Key(String mesh, String name) {}

  private record Made(Object from, Optional<Resource> resource) {}

  /**
   * Empty if there is nobody to believe, and a proxy can't do without.
   *
   * @param rootsPem those of the mesh's own backend; empty without one
   */
  Optional<Resource> of(MeshView mesh, String name, Optional<String> rootsPem) {
    if (!name.equals(MtlsSecretNames.TRUST_BUNDLE)) {
      return rootsPem.flatMap(pem ->
          made(
              mesh, name, pem, () -> Optional.of(SecretResources.authorities(name, List.of(pem)))));
    }
    SortedMap<String, List<String>> domains = domains(mesh, rootsPem);
    return made(mesh, name, domains, () -> bundle(name, domains));
  }

  /** A bundle that Envoy could not read would keep it from all the others. */
  private static Optional<Resource> bundle(String name, SortedMap<String, List<String>> domains) {
    var readable = new TreeMap<String, List<String>>();
    domains.forEach((domain, bundles) -> {
      List<String> certificates = bundles.stream().filter(TrustAnchors::areCertificates).toList();
      if (!certificates.isEmpty()) {
        readable.put(domain, certificates);
      }
    });
    return readable.isEmpty()
        ? Optional.empty()
        : Optional.of(SecretResources.trustBundle(name, readable));
  }

  void forget(String mesh) {
    known.keySet().removeIf(key -> key.mesh().equals(mesh));
  }

  private Optional<Resource> made(
      MeshView mesh, String name, Object from, Supplier<Optional<Resource>> maker) {
    return known
        .compute(
            new Key(mesh.name(), name),
            (key, before) ->
                before != null && before.from().equals(from) ? before : new Made(from, maker.get()))
        .resource();
  }

  /** Of MeshTrusts, and of the mesh's own authority under the name of the mesh. */
  private static SortedMap<String, List<String>> domains(MeshView mesh, Optional<String> rootsPem) {
    var domains = new TreeMap<String, List<String>>();
    mesh.others(ResourceKind.MESH_TRUST)
        .forEach(trust ->
            domains
                .computeIfAbsent(
                    trust.spec().path("trustDomain").asText(""), domain -> new ArrayList<>())
                .addAll(bundles(trust)));
    rootsPem.ifPresent(
        pem -> domains.computeIfAbsent(mesh.name(), domain -> new ArrayList<>()).add(pem));
    domains.remove("");
    domains.values().removeIf(List::isEmpty);
    return domains;
  }

  private static List<String> bundles(MeshObject trust) {
    return trust
        .spec()
        .path("caBundles")
        .valueStream()
        .map(bundle -> bundle.path("pem").path("value").asText(""))
        .filter(pem -> !pem.isEmpty())
        .toList();
  }
}
