package io.higuma.mesh;

import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshSpec.CaBackend;
import io.higuma.api.v1alpha1.MeshSpec.DpCert;
import io.higuma.api.v1alpha1.MeshSpec.Mtls;
import io.higuma.api.v1alpha1.MeshSpec.Rotation;
import io.higuma.certs.SigningAuthority;
import io.higuma.certs.WorkloadIssuer;
import io.higuma.units.Lifetime;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the authorities of meshes from where they are kept, and judges them.
 *
 * @param files the content of a file of the control plane's own file system, if it can be read
 */
public record AuthorityReader(
    MeshSecrets secrets, Function<String, Optional<SecretValue>> files, InstantSource clock) {

  /** The authority by which the data planes of a mesh get their certificates. */
  public sealed interface Enabled {
    /** The mesh has no mTLS. */
    record Off() implements Enabled {}

    /**
     * There is one.
     *
     * @param lifetime of a data plane's certificate
     */
    record Signs(String backend, SigningAuthority authority, Duration lifetime)
        implements Enabled {}

    /** There should be one, but it can't sign; the sentence tells users why and what to do. */
    record Unusable(String backend, String sentence) implements Enabled {}
  }

  /**
   * @param material empty if the parts were not found
   */
  record Reading(Verdict verdict, Optional<Material> material) {}

  record Material(SecretValue certificate, SecretValue key) {}

  /** Waits for the API server; a failure of it is an exception. */
  public Enabled enabled(Mesh mesh) {
    Mtls mtls = mesh.getSpec().mtls();
    if (mtls == null) {
      return new Enabled.Off();
    }
    String wanted = Objects.requireNonNullElse(mtls.enabledBackend(), "");
    if (wanted.isEmpty()) {
      return new Enabled.Off();
    }
    CaBackendConf conf = MeshPlanner.authorities(mesh).get(wanted);
    if (conf == null) {
      return new Enabled.Unusable(
          wanted,
          "spec.mtls.enabledBackend is %s, but no backend has this name: add it to spec.mtls.backends, or name another"
              .formatted(wanted));
    }
    Reading reading = read(mesh.getMetadata().getName(), wanted, conf);
    if (!reading.verdict().isGood() || reading.material().isEmpty()) {
      return new Enabled.Unusable(wanted, reading.verdict().message());
    }
    Material material = reading.material().get();
    return new Enabled.Signs(
        wanted,
        SigningAuthority.ofPem(material.certificate().text(), material.key().text()),
        lifetime(mtls, wanted));
  }

  /** Of a data plane's certificate; what can't be read, or is nothing, is as if it were absent. */
  private static Duration lifetime(Mtls mtls, String backend) {
    return mtls.backends().stream()
        .filter(one -> backend.equals(one.name()))
        .findFirst()
        .map(CaBackend::dpCert)
        .map(DpCert::rotation)
        .map(Rotation::expiration)
        .flatMap(Lifetime::parse)
        .filter(Duration::isPositive)
        .orElse(WorkloadIssuer.DEFAULT_LIFETIME);
  }

  Reading read(String mesh, String backend, CaBackendConf conf) {
    return switch (conf) {
      case CaBackendConf.Builtin builtin -> builtin(mesh, backend, builtin);
      case CaBackendConf.Provided provided -> provided(mesh, backend, provided);
      case CaBackendConf.Invalid(var violations) ->
          new Reading(AuthorityVerdicts.unusable(backend, violations), Optional.empty());
      case CaBackendConf.Unknown(var type) ->
          new Reading(
              Verdict.bad(
                  "UnknownType",
                  "Backend %s is of type \"%s\", which this version does not know: use builtin or provided"
                      .formatted(backend, type)),
              Optional.empty());
    };
  }

  private Reading builtin(String mesh, String backend, CaBackendConf.Builtin conf) {
    Optional<SecretValue> certificate = secrets.ofMesh(mesh, conf.certificateSecret());
    Optional<SecretValue> key = secrets.ofMesh(mesh, conf.keySecret());
    return new Reading(
        AuthorityVerdicts.ofBuiltin(backend, conf, certificate, key, clock.instant()),
        certificate.flatMap(found -> key.map(its -> new Material(found, its))));
  }

  private Reading provided(String mesh, String backend, CaBackendConf.Provided conf) {
    var missing = new ArrayList<Violation>();
    Optional<SecretValue> certificate =
        load(mesh, conf.certificate(), conf.path().field("cert"), missing);
    Optional<SecretValue> key = load(mesh, conf.key(), conf.path().field("key"), missing);
    if (certificate.isEmpty() || key.isEmpty()) {
      return new Reading(AuthorityVerdicts.unusable(backend, missing), Optional.empty());
    }
    return new Reading(
        AuthorityVerdicts.ofProvided(
            backend, conf.path(), certificate.get(), key.get(), clock.instant()),
        Optional.of(new Material(certificate.get(), key.get())));
  }

  private Optional<SecretValue> load(
      String mesh, DataSource source, FieldPath path, List<Violation> missing) {
    return switch (source) {
      case DataSource.Inline(var value) -> Optional.of(value);
      case DataSource.InFile(var file) ->
          found(files.apply(file), path.field("file"), "the control plane can't read it", missing);
      case DataSource.InSecret(var secret) ->
          found(
              secrets.ofMesh(mesh, secret),
              path.field("secret"),
              "there is no Secret %s of type %s with the label kuma.io/mesh: %s and a value in the system namespace"
                  .formatted(secret, SecretNames.MESH_SECRET, mesh),
              missing);
    };
  }

  /** A value of a mesh; empty if it is not there. Waits as {@link #enabled}. */
  public Optional<SecretValue> value(String mesh, DataSource source) {
    return switch (source) {
      case DataSource.Inline(var value) -> Optional.of(value);
      case DataSource.InFile(var file) -> files.apply(file);
      case DataSource.InSecret(var secret) -> secrets.ofMesh(mesh, secret);
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
