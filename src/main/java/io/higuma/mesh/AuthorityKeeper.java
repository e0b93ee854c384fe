package io.higuma.mesh;

import io.higuma.api.v1alpha1.Mesh;
import io.higuma.certs.CertificateAuthority;
import io.higuma.certs.MeshAuthorityIssuer;
import io.higuma.mesh.MeshPlan.NewAuthority;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
    MeshPlanner.authorities(mesh)
        .forEach((backend, conf) -> verdicts.add(reader().read(name, backend, conf).verdict()));
    return verdicts;
  }

  private AuthorityReader reader() {
    return new AuthorityReader(secrets, objects::file, clock);
  }
}
