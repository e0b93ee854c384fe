package io.higuma.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.certs.SigningAuthority;
import io.higuma.mesh.MeshSecrets;
import io.higuma.mesh.SecretValue;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the authorities of MeshIdentities from where they are kept.
 *
 * @param files the content of a file of the control plane's own file system, if it can be read
 */
public record IdentityAuthorities(
    MeshSecrets secrets, Function<String, Optional<SecretValue>> files) {

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
    if (isGenerated(spec)) {
      return read(
          secrets.ofMesh(mesh, certificateSecret(identity)),
          secrets.ofMesh(mesh, keySecret(identity)),
          "the Secrets %s and %s of mesh %s"
              .formatted(certificateSecret(identity), keySecret(identity), mesh));
    }
    JsonNode authority = bundled(spec).path("ca");
    return read(
        value(mesh, authority.path("certificate")),
        value(mesh, authority.path("privateKey")),
        "provider.bundled.ca");
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
