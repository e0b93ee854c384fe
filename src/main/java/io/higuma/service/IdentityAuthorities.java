package io.higuma.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.certs.SigningAuthority;
import io.higuma.mesh.MeshSecrets;
import io.higuma.mesh.SecretValue;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Reads the authorities of MeshIdentities from where they are kept.
 *
 * @param files the content of a file of the control plane's own file system, if it can be read
 */
public record IdentityAuthorities(
    MeshSecrets secrets, Function<String, Optional<SecretValue>> files) {
  private static final List<String> SOURCES = List.of("Secret", "File", "InsecureInline");

  /** What came of reading one. */
  public sealed interface Reading {
    record Found(SigningAuthority authority) implements Reading {}

    /** The sentence tells users why, and what to do; it holds nothing secret. */
    record Missing(String sentence) implements Reading {}
  }

  static String certificateSecret(String identity) {
    return identity + "-root-ca";
  }

  static String keySecret(String identity) {
    return identity + "-private-key";
  }

  static boolean isGenerated(JsonNode spec) {
    return bundled(spec).path("autogenerate").path("enabled").asBoolean();
  }

  static JsonNode bundled(JsonNode spec) {
    return spec.path("provider").path("bundled");
  }

  /**
   * Waits for the API server; a failure of it is an exception.
   *
   * @param identity display name of the MeshIdentity
   */
  public Reading read(String mesh, String identity, JsonNode spec) {
    if (WorkloadIdentity.of(spec).provider() == WorkloadIdentity.Provider.OTHER) {
      return new Reading.Missing(
          "provider %s is not supported: use Bundled"
              .formatted(spec.path("provider").path("type").asText("without a type")));
    }
    if (isGenerated(spec)) {
      return generated(mesh, certificateSecret(identity), keySecret(identity));
    }
    JsonNode authority = bundled(spec).path("ca");
    List<String> unsupported =
        Stream.of("certificate", "privateKey")
            .flatMap(field -> unsupported(field, authority.path(field)))
            .toList();
    if (!unsupported.isEmpty()) {
      return new Reading.Missing(
          "%s: use Secret, File or InsecureInline".formatted(String.join(", ", unsupported)));
    }
    return read(
        value(mesh, authority.path("certificate")),
        value(mesh, authority.path("privateKey")),
        "provider.bundled.ca");
  }

  private Reading generated(String mesh, String ofCertificate, String ofKey) {
    Optional<SecretValue> certificate = secrets.ofMesh(mesh, ofCertificate);
    Optional<SecretValue> key = secrets.ofMesh(mesh, ofKey);
    if (certificate.isPresent() && key.isEmpty()) {
      return new Reading.Missing(
          "Secret %s of mesh %s is missing, the key of the certificate in Secret %s: put it back, or delete Secret %s, and both are made anew"
              .formatted(ofKey, mesh, ofCertificate, ofCertificate));
    }
    return read(
        certificate, key, "the Secrets %s and %s of mesh %s".formatted(ofCertificate, ofKey, mesh));
  }

  private static Stream<String> unsupported(String field, JsonNode source) {
    String type = source.path("type").asText("");
    return type.isEmpty() || SOURCES.contains(type)
        ? Stream.empty()
        : Stream.of("provider.bundled.ca.%s: type %s is not supported".formatted(field, type));
  }

  private static Reading read(
      Optional<SecretValue> certificate, Optional<SecretValue> key, String where) {
    if (certificate.isEmpty() || key.isEmpty()) {
      return new Reading.Missing(
          "There is no certificate with its key: %s must have both".formatted(where));
    }
    try {
      return new Reading.Found(SigningAuthority.ofPem(certificate.get().text(), key.get().text()));
    } catch (IllegalArgumentException e) {
      // Without the cause: who knows what a parser quotes.
      return new Reading.Missing(
          "%s must have a certificate and its key, both as PEM".formatted(where));
    }
  }

  private Optional<SecretValue> value(String mesh, JsonNode source) {
    return switch (source.path("type").asText("")) {
      case "Secret" -> secrets.ofMesh(mesh, source.path("secretRef").path("name").asText(""));
      case "File" -> files.apply(source.path("file").path("path").asText(""));
      case "InsecureInline" -> inline(source.path("insecureInline").path("value").asText(""));
      default -> Optional.empty();
    };
  }

  /** PEM, or its base64. */
  private static Optional<SecretValue> inline(String text) {
    if (text.isEmpty() || text.contains("-----BEGIN")) {
      return Optional.of(text).filter(one -> !one.isEmpty()).map(SecretValue::new);
    }
    try {
      byte[] decoded = Base64.getMimeDecoder().decode(text);
      return Optional.of(new SecretValue(new String(decoded, StandardCharsets.US_ASCII)));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // The user is told.
    }
  }
}
