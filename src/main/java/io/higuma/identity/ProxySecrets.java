package io.higuma.identity;

import io.higuma.api.v1alpha1.MeshSpec.CaBackend;
import io.higuma.api.v1alpha1.MeshSpec.Mtls;
import io.higuma.certs.SigningAuthority;
import io.higuma.certs.WorkloadIssuer;
import io.higuma.certs.WorkloadIssuer.Identity;
import io.higuma.certs.WorkloadIssuer.Order;
import io.higuma.certs.WorkloadKeys;
import io.higuma.certs.WorkloadNames;
import io.higuma.envoy.DataplaneView;
import io.higuma.envoy.MeshView;
import io.higuma.envoy.ProxyFacts;
import io.higuma.envoy.Resource;
import io.higuma.envoy.Tags;
import io.higuma.envoy.TlsSetup;
import io.higuma.mesh.AuthorityReader.Enabled;
import io.higuma.metadata.Annotations;
import io.higuma.resource.ResourceKind;
import io.higuma.service.IdentityAuthorities.Reading;
import io.higuma.service.WorkloadIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The secrets that belong to a proxy's configuration. One that is not there yet, or can't be made,
 * is missing: Envoy waits for it, and uses no listener or cluster that needs it.
 */
public final class ProxySecrets {
  private final MeshSigners signers;
  private final IdentitySigners identities;
  private final IssuedCertificates certificates;
  private final TrustSecrets trusts = new TrustSecrets();
  private final String zone;

  /** By proxy: what it was shown last, so that a change in its mesh writes no certificate anew. */
  private final Map<String, Shown> shown = new ConcurrentHashMap<>();

  private record Shown(Identity identity, Resource secret) {}

  /**
   * @param zone that the control plane serves
   */
  public ProxySecrets(
      MeshSigners signers,
      IdentitySigners identities,
      IssuedCertificates certificates,
      String zone) {
    this.signers = signers;
    this.identities = identities;
    this.zone = zone;
    this.certificates = certificates;
  }

  /**
   * Those that are there now; has the proxy's certificate made if it needs another one. May wait
   * for the authority to be read.
   *
   * @param proxy a name that no other proxy of any mesh has
   */
  public List<Resource> of(String proxy, MeshView mesh, ProxyFacts facts) {
    if (facts.tls().isEmpty()) {
      forget(proxy);
      return List.of();
    }
    TlsSetup tls = facts.tls().get();
    Enabled enabled = signers.of(mesh);
    Optional<String> roots = Optional.empty();
    switch (tls.source()) {
      case MESH -> roots = ofMesh(proxy, mesh, facts, enabled).map(SigningAuthority::rootsPem);
      case IDENTITY -> {
        ofIdentity(proxy, mesh, facts, tls);
        roots =
            enabled instanceof Enabled.Signs signs
                ? Optional.of(signs.authority().rootsPem())
                : Optional.empty();
      }
    }
    var secrets = new ArrayList<Resource>();
    trusts.of(mesh, tls.trustSecret(), roots).ifPresent(secrets::add);
    certificates
        .of(proxy)
        .map(issued -> identity(proxy, tls.identitySecret(), issued.identity()))
        .ifPresent(secrets::add);
    return secrets;
  }

  private void ofIdentity(String proxy, MeshView mesh, ProxyFacts facts, TlsSetup tls) {
    mesh.others(ResourceKind.MESH_IDENTITY)
        .filter(one -> one.kri().toString().equals(tls.identitySecret()))
        .findFirst()
        .ifPresent(identity -> {
          WorkloadIdentity says = WorkloadIdentity.of(identity.spec());
          Optional<String> id = says.spiffeId(mesh.name(), zone, facts.dataplane().labels());
          switch (identities.of(identity)) {
            case Reading.Missing(var sentence) ->
                certificates.cannot(
                    proxy,
                    "MeshIdentity %s of mesh %s can't certify: %s"
                        .formatted(identity.name(), mesh.name(), sentence));
            case Reading.Found(var authority) -> {
              if (id.isEmpty()) {
                certificates.cannot(
                    proxy,
                    "spec.spiffeID of MeshIdentity %s of mesh %s gives it no SPIFFE id: use only labels that the Dataplane has"
                        .formatted(identity.name(), mesh.name()));
                return;
              }
              var order =
                  new Order(
                      authority,
                      List.of(id.get()),
                      says.lifetime().orElse(WorkloadIssuer.DEFAULT_LIFETIME),
                      keys(mesh));
              certificates.want(
                  proxy, new CertificateWish(tls.identitySecret(), backends(mesh), order));
            }
          }
        });
  }

  @SuppressWarnings("ReferenceEquality") // one that is renewed is another object
  private Resource identity(String proxy, String name, Identity identity) {
    return shown
        .compute(
            proxy,
            (key, before) ->
                before != null
                        && before.identity() == identity
                        && before.secret().name().equals(name)
                    ? before
                    : new Shown(identity, SecretResources.identity(name, identity)))
        .secret();
  }

  private Optional<SigningAuthority> ofMesh(
      String proxy, MeshView mesh, ProxyFacts facts, Enabled enabled) {
    return switch (enabled) {
      case Enabled.Off() -> Optional.empty();
      case Enabled.Unusable(String backend, String sentence) -> {
        certificates.cannot(proxy, sentence);
        yield Optional.empty();
      }
      case Enabled.Signs signs -> {
        List<String> names = WorkloadNames.ofTags(mesh.name(), tags(facts.dataplane()));
        if (names.isEmpty()) {
          certificates.cannot(
              proxy,
              "it has nothing to be called by: give it the tag kuma.io/service, or its pod the label kuma.io/workload");
          yield Optional.of(signs.authority());
        }
        var order = new Order(signs.authority(), names, signs.lifetime(), keys(mesh));
        certificates.want(proxy, new CertificateWish(signs.backend(), backends(mesh), order));
        yield Optional.of(signs.authority());
      }
    };
  }

  /** A cipher suite that any server of the mesh insists on has to do for all that call it. */
  private static WorkloadKeys keys(MeshView mesh) {
    return mesh.policies().stream()
            .filter(policy -> policy.kind() == ResourceKind.MESH_TLS)
            .flatMap(policy -> policy.spec().findValues("tlsCiphers").stream())
            .map(ciphers -> ciphers.valueStream().map(cipher -> cipher.asText("")).toList())
            .anyMatch(ciphers -> WorkloadKeys.forCiphers(ciphers) == WorkloadKeys.RSA_2048)
        ? WorkloadKeys.RSA_2048
        : WorkloadKeys.P256;
  }

  private static List<String> backends(MeshView mesh) {
    Mtls mtls = mesh.spec().mtls();
    return mtls == null
        ? List.of()
        : mtls.backends().stream().map(CaBackend::name).filter(Objects::nonNull).toList();
  }

  /** One whose inbounds have no tags is called by its workload. */
  private static SortedMap<String, SortedSet<String>> tags(DataplaneView dataplane) {
    var tags = new TreeMap<String, SortedSet<String>>();
    var networking = dataplane.spec().networking();
    if (networking != null) {
      networking.inbound().forEach(inbound -> add(tags, inbound.tags()));
      if (networking.gateway() != null) {
        add(tags, networking.gateway().tags());
      }
    }
    String workload = dataplane.labels().getOrDefault(Annotations.WORKLOAD.name(), "");
    if (!tags.containsKey(Tags.SERVICE) && !workload.isEmpty()) {
      add(tags, Map.of(Tags.SERVICE, workload));
    }
    return tags;
  }

  private static void add(Map<String, SortedSet<String>> all, Map<String, String> tags) {
    tags.forEach((tag, value) -> all.computeIfAbsent(tag, absent -> new TreeSet<>()).add(value));
  }

  /** The last proxy of the mesh has gone. */
  public void forgetMesh(String mesh) {
    signers.changed(mesh);
    identities.changed(mesh);
    trusts.forget(mesh);
  }

  /** The proxy has gone. */
  public void forget(String proxy) {
    certificates.forget(proxy);
    shown.remove(proxy);
  }
}
