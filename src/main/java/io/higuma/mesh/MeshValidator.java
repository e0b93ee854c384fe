package io.higuma.mesh;

import io.higuma.resource.ResourceView;
import io.higuma.resource.SpecValidator;
import io.higuma.units.Lifetime;
import io.higuma.validation.DurationRules;
import io.higuma.validation.EnumRules;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Findings;
import io.higuma.validation.PrometheusRules;
import io.higuma.validation.SpecNode;
import io.higuma.validation.TagRules;
import io.higuma.validation.Violation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Says what is wrong with a Mesh, whatever cluster it is for. */
public final class MeshValidator implements SpecValidator {
  private static final List<String> TLS_MODES = List.of("STRICT", "PERMISSIVE");
  private static final List<String> SERVICE_MODES =
      List.of("Disabled", "Everywhere", "ReachableBackends", "Exclusive");

  @Override
  public List<Violation> validate(ResourceView mesh) {
    var findings = new Findings();
    SpecNode spec = SpecNode.of(mesh.spec(), FieldPath.of("spec"), findings);
    mtls(spec.field("mtls"));
    ObservabilityRules.logging(spec.field("logging"));
    ObservabilityRules.tracing(spec.field("tracing"));
    metrics(spec.field("metrics"));
    constraints(spec.field("constraints").field("dataplaneProxy"));
    routing(spec);
    spec.field("networking").field("outbound").expectTruths("passthrough");
    spec.field("skipCreatingInitialPolicies").texts();
    EnumRules.oneOf(spec.field("meshServices").field("mode"), SERVICE_MODES);
    return findings.violations();
  }

  private static void mtls(SpecNode mtls) {
    List<SpecNode> backends = mtls.field("backends").objects();
    if (backends.size() > 1) {
      mtls.field("backends").reject("cannot have more than 1 backends");
    }
    Set<String> names = uniqueNames(backends);
    for (SpecNode backend : backends) {
      SpecNode certificate = backend.field("dpCert");
      if (certificate.isPresent()) {
        lifetime(certificate.field("rotation").field("expiration"), mtls);
      }
      DurationRules.seconds(certificate.field("requestTimeout"));
      DurationRules.seconds(backend.field("rootChain").field("requestTimeout"));
      EnumRules.oneOf(backend.field("mode"), TLS_MODES);
    }
    mtls.expectTruths("skipValidation");
    chosen(mtls.field("enabledBackend"), names, "has to be set to one of the backends in the mesh");
  }

  /** Clients know the field without the backend that it is of. */
  private static void lifetime(SpecNode expiration, SpecNode mtls) {
    if (Lifetime.parse(expiration.textOrEmpty()).isEmpty()) {
      expiration
          .at(mtls.path().field("dpcert").field("rotation").field("expiration"))
          .reject("has to be a valid format");
    }
  }

  private static void metrics(SpecNode metrics) {
    List<SpecNode> backends = metrics.field("backends").objects();
    Set<String> names = uniqueNames(backends);
    backends.forEach(PrometheusRules::backend);
    chosen(
        metrics.field("enabledBackend"), names, "has to be set to one of the backends in the mesh");
  }

  private static void constraints(SpecNode proxy) {
    for (String list : List.of("requirements", "restrictions")) {
      for (SpecNode rule : proxy.field(list).objects()) {
        TagRules.nonEmptySelector(rule.field("tags"));
      }
    }
  }

  private static void routing(SpecNode spec) {
    SpecNode routing = spec.field("routing");
    routing.expectTruths("localityAwareLoadBalancing");
    routing.expectTruths("defaultForbidMeshExternalServiceAccess");
    SpecNode mtls = spec.field("mtls");
    boolean isMtlsOn = mtls.isPresent() && !mtls.field("enabledBackend").isEmpty();
    if (routing.field("zoneEgress").isTrue() && !isMtlsOn) {
      mtls.reject("has to be set when zoneEgress enabled");
    }
  }

  /** Notes names that are given twice. */
  static Set<String> uniqueNames(List<SpecNode> backends) {
    Set<String> names = new HashSet<>();
    for (SpecNode backend : backends) {
      SpecNode name = backend.field("name");
      String text = name.textOrEmpty();
      if (!names.add(text)) {
        name.reject(
            "\"%s\" name is already used for another backend".formatted(SpecNode.shortened(text)));
      }
    }
    return names;
  }

  /** Notes the name of a backend that there is not. */
  static void chosen(SpecNode name, Set<String> names, String message) {
    name.text()
        .filter(text -> !text.isEmpty() && !names.contains(text))
        .ifPresent(unknown -> name.reject(message));
  }
}
