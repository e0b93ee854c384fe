package io.higuma.policy;

import io.higuma.resource.ResourceView;
import io.higuma.resource.SpecValidator;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Findings;
import io.higuma.validation.NumberRules;
import io.higuma.validation.SpecNode;
import io.higuma.validation.Violation;
import java.util.List;

/** Says what is wrong with a MeshOpenTelemetryBackend. */
final class MeshOpenTelemetryBackendValidator implements SpecValidator {
  @Override
  public List<Violation> validate(ResourceView backend) {
    var findings = new Findings();
    SpecNode spec = SpecNode.of(backend.spec(), FieldPath.of("spec"), findings);
    SpecNode endpoint = spec.field("endpoint");
    endpoint.expectTexts("address");
    NumberRules.port(endpoint.field("port"));
    SpecNode path = endpoint.field("path");
    String text = path.textOrEmpty();
    if (!text.isEmpty()) {
      if (!spec.field("protocol").textOrEmpty().equals("http")) {
        path.reject("must not be set when protocol is not http");
      }
      if (!text.startsWith("/")) {
        path.reject("must start with '/'");
      }
    }
    SpecNode env = spec.field("env");
    env.expectTexts("mode", "precedence");
    env.expectTruths("allowSignalOverrides");
    return findings.violations();
  }
}
