package io.higuma.mesh;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.api.v1alpha1.MeshSpec.CaBackend;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Findings;
import io.higuma.validation.SpecNode;
import io.higuma.validation.Violation;
import java.time.Duration;
import java.util.List;
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
   * Reads a backend that is stored, so that it may be of any form.
   *
   * @param path of the backend: {@code spec.mtls.backends[0]}
   */
  static CaBackendConf read(String mesh, CaBackend backend, FieldPath path) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", backend.type()).put("name", backend.name());
    json.set("conf", backend.conf());
    var findings = new Findings();
    return read(mesh, SpecNode.of(json, path, findings))
        .filter(read -> findings.isEmpty())
        .orElseGet(() -> new Invalid(findings.violations()));
  }

  /**
   * Reads a backend as a user wrote it, and notes what is wrong with it.
   *
   * @return empty if something is
   */
  static Optional<CaBackendConf> read(String mesh, SpecNode backend) {
    String type = backend.field("type").textOrEmpty();
    SpecNode conf = backend.field("conf");
    return switch (type) {
      case BUILTIN -> builtin(mesh, backend.field("name").textOrEmpty(), conf);
      case PROVIDED -> provided(conf);
      default -> Optional.of(new Unknown(type));
    };
  }

  private static Optional<CaBackendConf> builtin(String mesh, String backend, SpecNode conf) {
    String secret = SecretNames.builtinCertificate(mesh, backend);
    // Clients know the name by this path.
    FieldPath name = conf.path().field("mtls").field("backends").field("name");
    boolean isName = BuiltinConfRules.isSecretName(secret, conf.at(name));
    SpecNode certificate = conf.field("caCert");
    Optional<Integer> bits = BuiltinConfRules.bits(certificate.field("RSAbits"));
    Optional<Duration> lifetime = BuiltinConfRules.lifetime(certificate.field("expiration"));
    return isName && bits.isPresent() && lifetime.isPresent()
        ? Optional.of(
            new Builtin(secret, SecretNames.builtinKey(mesh, backend), bits.get(), lifetime.get()))
        : Optional.empty();
  }

  private static Optional<CaBackendConf> provided(SpecNode conf) {
    Optional<DataSource> certificate = DataSource.read(conf.field("cert"));
    Optional<DataSource> key = DataSource.read(conf.field("key"));
    return certificate.isPresent() && key.isPresent()
        ? Optional.of(new Provided(conf.path(), certificate.get(), key.get()))
        : Optional.empty();
  }
}
