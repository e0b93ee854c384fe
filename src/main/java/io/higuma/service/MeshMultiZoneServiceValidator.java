package io.higuma.service;

import io.higuma.resource.ResourceView;
import io.higuma.resource.SpecValidator;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Findings;
import io.higuma.validation.SpecNode;
import io.higuma.validation.Violation;
import java.util.List;

/** Says what is wrong with a MeshMultiZoneService. */
final class MeshMultiZoneServiceValidator implements SpecValidator {
  private static final String EMPTY = "cannot be empty";

  @Override
  public List<Violation> validate(ResourceView service) {
    var findings = new Findings();
    SpecNode spec = SpecNode.of(service.spec(), FieldPath.of("spec"), findings);
    SpecNode labels = spec.field("selector").field("meshService").field("matchLabels");
    labels.expectMapOfTexts();
    if (labels.isEmpty()) {
      labels.reject(EMPTY);
    }
    SpecNode ports = spec.field("ports");
    if (ports.isEmpty()) {
      ports.reject(EMPTY);
    }
    ServicePorts.check(ports);
    return findings.violations();
  }
}
