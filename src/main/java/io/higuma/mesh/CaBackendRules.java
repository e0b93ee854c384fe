package io.higuma.mesh;

import io.higuma.certs.AuthorityPair;
import io.higuma.resource.ClusterFacts;
import io.higuma.validation.SpecNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether the authorities that a Mesh names can sign.
 *
 * @param mesh the name of the Mesh
 * @param facts where secrets are looked up
 * @param now certificates are judged for this time
 * @param warnings gets sentences on what is no mistake
 */
record CaBackendRules(String mesh, ClusterFacts facts, Instant now, List<String> warnings) {
  /** Looks at each backend of {@code mtls}. */
  void check(SpecNode mtls) {
    boolean isSkipped = mtls.field("skipValidation").isTrue();
    for (SpecNode backend : mtls.field("backends").objects()) {
      SpecNode type = backend.field("type");
      boolean isKnown =
          List.of(CaBackendConf.BUILTIN, CaBackendConf.PROVIDED).contains(type.textOrEmpty());
      if (!isKnown) {
        type.reject("could not find installed plugin for this type");
      } else if (!isSkipped
          && CaBackendConf.read(mesh, backend).orElse(null)
              instanceof CaBackendConf.Provided provided) {
        provided(provided, backend.field("conf"));
      }
    }
  }

  private void provided(CaBackendConf.Provided authority, SpecNode conf) {
    if (isInFile(authority.certificate()) || isInFile(authority.key())) {
      return;
    }
    SpecNode certificate = conf.field("cert");
    SpecNode key = conf.field("key");
    Optional<SecretValue> certificatePem = load(authority.certificate());
    Optional<SecretValue> keyPem = load(authority.key());
    if (certificatePem.isEmpty() || keyPem.isEmpty()) {
      String missing =
          "could not be loaded: put the certificate and the key into secrets of mesh "
              + SpecNode.shortened(mesh);
      certificate.reject(missing);
      key.reject(missing);
      return;
    }
    switch (AuthorityPair.examine(certificatePem.get().text(), keyPem.get().text(), now)) {
      case AuthorityPair.Finding.Usable(var ignored) -> {}
      case AuthorityPair.Finding.OutOfTime(var from, var until) ->
          warnings.add(
              "%s: the certificate is valid from %s until %s, which is not now"
                  .formatted(certificate.path(), from, until));
      case AuthorityPair.Finding.Unusable(var ofCertificate, var ofKey) -> {
        ofCertificate.forEach(certificate::reject);
        ofKey.forEach(key::reject);
      }
    }
  }

  /** What is in the files of the control plane is not for this question to read. */
  private static boolean isInFile(DataSource source) {
    return source instanceof DataSource.InFile;
  }

  private Optional<SecretValue> load(DataSource source) {
    return switch (source) {
      case DataSource.Inline(var value) -> Optional.of(value);
      case DataSource.InFile ignored -> Optional.empty();
      case DataSource.InSecret(var name) ->
          facts
              .secret(mesh, name)
              .map(bytes -> new SecretValue(new String(bytes, StandardCharsets.UTF_8)));
    };
  }
}
