package io.higuma.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.higuma.api.v1alpha1.MeshSpec.CaBackend;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What an authority's backend asks for. Admission and the controller read it here. */
public sealed interface CaBackendConf {
  /**
   * One that the control plane makes and keeps in two Secrets.
   *
   * @param bits of the RSA key
   */
  record Builtin(String certificateSecret, String keySecret, int bits, Duration lifetime)
      implements CaBackendConf {}

  /**
   * One that a user brings.
   *
   * @param path of the conf
   */
  record Provided(FieldPath path, DataSource certificate, DataSource key)
      implements CaBackendConf {}

  /** One of another type, which this version does not know. */
  record Unknown(String type) implements CaBackendConf {}

  /** One that can't be read; never empty. */
  record Invalid(List<Violation> violations) implements CaBackendConf {
    public Invalid {
      violations = List.copyOf(violations);
    }
  }

  String BUILTIN = "builtin";
  String PROVIDED = "provided";

  /**
   * Reads a backend.
   *
   * @param conf path of the backend's conf: {@code spec.mtls.backends[0].conf}
   */
  static CaBackendConf read(String mesh, CaBackend backend, FieldPath conf) {
    String type = Objects.requireNonNullElse(backend.type(), "");
    JsonNode node = Objects.requireNonNullElse(backend.conf(), MissingNode.getInstance());
    return switch (type) {
      case BUILTIN -> builtin(mesh, Objects.requireNonNullElse(backend.name(), ""), node, conf);
      case PROVIDED -> provided(node, conf);
      default -> new Unknown(type);
    };
  }

  private static CaBackendConf builtin(String mesh, String backend, JsonNode node, FieldPath conf) {
    var found = new ArrayList<Violation>();
    String secret = SecretNames.builtinCertificate(mesh, backend);
    if (!BuiltinConfRules.isSecretName(secret) || backend.isEmpty()) {
      found.add(
          new Violation(
              conf.field("mtls").field("backends").field("name"),
              "must make the name of a Secret, %s: lower-case letters, digits, - and ., at most %d of them together"
                  .formatted(secret, SecretNames.MAX_LENGTH)));
    }
    JsonNode certificate = node.path("caCert");
    FieldPath path = conf.field("caCert");
    Optional<Integer> bits =
        BuiltinConfRules.bits(certificate.path("RSAbits"), path.field("RSAbits"), found);
    Optional<Duration> lifetime =
        BuiltinConfRules.lifetime(certificate.path("expiration"), path.field("expiration"), found);
    if (bits.isEmpty() || lifetime.isEmpty() || !found.isEmpty()) {
      return new Invalid(found);
    }
    return new Builtin(secret, SecretNames.builtinKey(mesh, backend), bits.get(), lifetime.get());
  }

  private static CaBackendConf provided(JsonNode node, FieldPath conf) {
    var found = new ArrayList<Violation>();
    Optional<DataSource> certificate =
        DataSource.read(node.path("cert"), conf.field("cert"), found);
    Optional<DataSource> key = DataSource.read(node.path("key"), conf.field("key"), found);
    return certificate.isPresent() && key.isPresent() && found.isEmpty()
        ? new Provided(conf, certificate.get(), key.get())
        : new Invalid(found);
  }
}
