package io.higuma.mesh;

import io.higuma.api.v1alpha1.Mesh;
import io.higuma.certs.CertificateAuthority;
import io.higuma.certs.MeshAuthorityIssuer;
import io.higuma.mesh.MeshPlan.NewAuthority;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the authorities that a plan asks for, and judges those that are there. */
record AuthorityKeeper(
    MeshSecrets secrets, MeshObjects objects, MeshAuthorityIssuer issuer, InstantSource clock) {

  /** Names of the Secrets of builtin authorities that are there. */
  Set<String> known(Mesh mesh) {
    String name = mesh.getMetadata().getName();
    var known = new HashSet<String>();
    for (CaBackendConf conf : MeshPlanner.authorities(mesh).values()) {
      if (conf instanceof CaBackendConf.Builtin builtin) {
        for (String secret : List.of(builtin.certificateSecret(), builtin.keySecret())) {
          if (secrets.ofMesh(name, secret).isPresent()) {
            known.add(secret);
          }
        }
      }
    }
    return known;
  }

  /**
   * Makes what is missing of an authority.
   *
   * @return whether it came to a certificate
   */
  boolean make(Mesh mesh, NewAuthority authority) {
    CaBackendConf.Builtin conf = authority.conf();
    String name = mesh.getMetadata().getName();
    if (authority.missing() == MeshPlan.Missing.KEY_AND_CERTIFICATE) {
      secrets.create(mesh, conf.keySecret(), new SecretValue(issuer.newKeyPem(conf.bits())));
    }
    // Read again: what counts is what is stored, by us or by another replica.
    Optional<SecretValue> key = secrets.ofMesh(name, conf.keySecret());
    if (key.isEmpty()) {
      return false; // Another object has its name: the verdict tells.
    }
    try {
      CertificateAuthority made = issuer.forMesh(name, key.get().text(), conf.lifetime());
      return secrets.create(mesh, conf.certificateSecret(), new SecretValue(made.certificatePem()));
    } catch (IllegalArgumentException e) {
      // A key that somebody else put there, and that can't be read: the verdict tells.
      return false;
    }
  }

  /** One for each backend, in their order. */
  List<Verdict> judge(Mesh mesh) {
    String name = mesh.getMetadata().getName();
    var verdicts = new ArrayList<Verdict>();
    for (Map.Entry<String, CaBackendConf> backend : MeshPlanner.authorities(mesh).entrySet()) {
      verdicts.add(
          switch (backend.getValue()) {
            case CaBackendConf.Builtin builtin ->
                AuthorityVerdicts.ofBuiltin(
                    backend.getKey(),
                    builtin,
                    secrets.ofMesh(name, builtin.certificateSecret()),
                    secrets.ofMesh(name, builtin.keySecret()),
                    clock.instant());
            case CaBackendConf.Provided provided -> provided(name, backend.getKey(), provided);
            case CaBackendConf.Invalid(var violations) ->
                AuthorityVerdicts.unusable(backend.getKey(), violations);
            case CaBackendConf.Unknown(var type) ->
                Verdict.bad(
                    "UnknownType",
                    "Backend %s is of type \"%s\", which this version does not know: use builtin or provided"
                        .formatted(backend.getKey(), type));
          });
    }
    return verdicts;
  }

  private Verdict provided(String mesh, String backend, CaBackendConf.Provided conf) {
    var missing = new ArrayList<Violation>();
    Optional<SecretValue> certificate =
        load(mesh, conf.certificate(), conf.path().field("cert"), missing);
    Optional<SecretValue> key = load(mesh, conf.key(), conf.path().field("key"), missing);
    return certificate.isPresent() && key.isPresent()
        ? AuthorityVerdicts.ofProvided(
            backend, conf.path(), certificate.get(), key.get(), clock.instant())
        : AuthorityVerdicts.unusable(backend, missing);
  }

  private Optional<SecretValue> load(
      String mesh, DataSource source, FieldPath path, List<Violation> missing) {
    return switch (source) {
      case DataSource.Inline(var value) -> Optional.of(value);
      case DataSource.InFile(var file) ->
          found(objects.file(file), path.field("file"), "the control plane can't read it", missing);
      case DataSource.InSecret(var secret) ->
          found(
              secrets.ofMesh(mesh, secret),
              path.field("secret"),
              "there is no Secret %s of type %s with the label kuma.io/mesh: %s and a value in the system namespace"
                  .formatted(secret, SecretNames.MESH_SECRET, mesh),
              missing);
    };
  }

  private static Optional<SecretValue> found(
      Optional<SecretValue> value, FieldPath path, String otherwise, List<Violation> missing) {
    if (value.isEmpty()) {
      missing.add(new Violation(path, otherwise));
    }
    return value;
  }
}
