package io.higuma.mesh;

import io.higuma.certs.AuthorityPair;
import io.higuma.resource.ClusterFacts;
import io.higuma.validation.FieldPath;
import io.higuma.validation.NetworkNames;
import io.higuma.validation.SpecNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
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
  private static final int MAX_SECRET_NAME = 255;

  /** Looks at each backend of {@code mtls}. */
  void check(SpecNode mtls) {
    boolean isSkipped = mtls.field("skipValidation").isTrue();
    for (SpecNode backend : mtls.field("backends").objects()) {
      SpecNode type = backend.field("type");
      switch (type.textOrEmpty()) {
        case "builtin" -> {
          if (!isSkipped) {
            builtin(backend);
          }
        }
        case "provided" -> {
          if (!isSkipped) {
            provided(backend.field("conf"));
          }
        }
        default -> type.reject("could not find installed plugin for this type");
      }
    }
  }

  /** The authority itself is made for it; it has to be possible to store. */
  private void builtin(SpecNode backend) {
    SpecNode conf = backend.field("conf");
    conf.field("caCert").expectIntegers("RSAbits");
    conf.field("caCert").expectTexts("expiration");
    String secret = mesh + ".ca-builtin-cert-" + backend.field("name").textOrEmpty();
    FieldPath field = conf.path().field("mtls").field("backends").field("name");
    if (secret.length() > MAX_SECRET_NAME) {
      conf.at(field)
          .reject(
              "the name of the secret %s must be no more than %d characters"
                  .formatted(SpecNode.shortened(secret), MAX_SECRET_NAME));
    } else if (!NetworkNames.isSubdomain(secret)) {
      conf.at(field)
          .reject(
              "the name of the secret %s must consist of lower case alphanumeric characters, '-' or '.'"
                  .formatted(SpecNode.shortened(secret)));
    }
  }

  private void provided(SpecNode conf) {
    SpecNode certificate = conf.field("cert");
    SpecNode key = conf.field("key");
    boolean isCertificateNamed = isChosen(certificate);
    boolean isKeyNamed = isChosen(key);
    if (!isCertificateNamed || !isKeyNamed || isInFile(certificate) || isInFile(key)) {
      return;
    }
    Optional<String> certificatePem = load(certificate);
    Optional<String> keyPem = load(key);
    if (certificatePem.isEmpty() || keyPem.isEmpty()) {
      String missing =
          "could not be loaded: put the certificate and the key into secrets of mesh "
              + SpecNode.shortened(mesh);
      certificate.reject(missing);
      key.reject(missing);
      return;
    }
    switch (AuthorityPair.examine(certificatePem.get(), keyPem.get(), now)) {
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

  private static boolean isChosen(SpecNode source) {
    if (source.isAbsent()) {
      source.reject("has to be defined");
      return false;
    }
    List<SpecNode> chosen =
        List.of("secret", "file", "inline", "inlineString").stream()
            .map(source::field)
            .filter(SpecNode::isPresent)
            .toList();
    if (chosen.isEmpty()) {
      source.reject("data source has to be chosen. Available sources: secret, file, inline");
      return false;
    }
    SpecNode first = chosen.getFirst();
    if (first.textOrEmpty().isEmpty()) {
      first.reject("cannot be empty");
      return false;
    }
    return true;
  }

  /** What is in the files of the control plane is not for this question to read. */
  private static boolean isInFile(SpecNode source) {
    return !source.field("file").isEmpty() && source.field("secret").isEmpty();
  }

  private Optional<String> load(SpecNode source) {
    SpecNode secret = source.field("secret");
    if (secret.isPresent()) {
      return facts
          .secret(mesh, secret.textOrEmpty())
          .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
    SpecNode inline = source.field("inline");
    return inline.isPresent() ? decoded(inline.textOrEmpty()) : source.field("inlineString").text();
  }

  private static Optional<String> decoded(String base64) {
    try {
      return Optional.of(
          new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // The user is told that it could not be loaded.
    }
  }
}
