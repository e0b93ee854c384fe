package io.higuma.envoy;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.api.v1alpha1.MeshSpec.TlsMode;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** How a proxy does mTLS: with a certificate of the Mesh, or of a MeshIdentity. */
final class Identities {
  static final String TRUST_BUNDLE = "system_trust_bundle";

  private Identities() {}

  static Optional<TlsSetup> of(MeshIndex mesh, DataplaneView dataplane, Naming naming) {
    Optional<MeshObject> identity = identity(mesh.view(), dataplane);
    String name = mesh.view().name();
    if (identity.isPresent()) {
      return Optional.of(
          new TlsSetup(
              identity.get().kri().toString(),
              TRUST_BUNDLE,
              trusted(mesh),
              TlsMode.STRICT,
              TlsSetup.Source.IDENTITY));
    }
    boolean hasTrust = mesh.view().others(ResourceKind.MESH_TRUST).findAny().isPresent();
    return mesh.mtls()
        .map(backend ->
            new TlsSetup(
                naming.of("identity_cert:secret:" + name, "system_mtls_identity_" + name),
                hasTrust
                    ? TRUST_BUNDLE
                    : naming.of("mesh_ca:secret:" + name, "system_mtls_ca_" + name),
                hasTrust ? List.of() : List.of("spiffe://" + name + "/"),
                backend.mode(),
                TlsSetup.Source.MESH));
  }

  /** That which selects the Dataplane: the one with most labels, then by name. */
  private static Optional<MeshObject> identity(MeshView mesh, DataplaneView dataplane) {
    return mesh.others(ResourceKind.MESH_IDENTITY)
        .filter(Identities::isReady)
        .filter(Identities::hasCertificates)
        .filter(identity -> selects(identity, dataplane))
        .min(
            Comparator.comparingInt((MeshObject identity) -> -labels(identity).size())
                .thenComparing(MeshObject::name));
  }

  private static boolean isReady(MeshObject identity) {
    for (JsonNode condition : identity.status().path("conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }

  private static boolean hasCertificates(MeshObject identity) {
    return !identity.spec().path("provider").isMissingNode();
  }

  private static boolean selects(MeshObject identity, DataplaneView dataplane) {
    return identity.spec().path("selector").path("dataplane").isObject()
        && dataplane.labels().entrySet().containsAll(labels(identity).entrySet());
  }

  private static Map<String, String> labels(MeshObject identity) {
    var labels = new HashMap<String, String>();
    identity
        .spec()
        .path("selector")
        .path("dataplane")
        .path("matchLabels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    return labels;
  }

  /** Those of MeshTrusts, and the mesh's own authority for who is not selected yet. */
  private static List<String> trusted(MeshIndex mesh) {
    var domains = new TreeSet<String>();
    mesh.mtls().ifPresent(backend -> domains.add(mesh.view().name()));
    mesh.view()
        .others(ResourceKind.MESH_TRUST)
        .forEach(trust -> domains.add(trust.spec().path("trustDomain").asText("")));
    domains.remove("");
    var prefixes = new ArrayList<String>();
    domains.forEach(domain -> prefixes.add("spiffe://" + domain + "/"));
    return prefixes;
  }
}
