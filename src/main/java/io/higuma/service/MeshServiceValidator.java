package io.higuma.service;

import io.higuma.resource.ResourceView;
import io.higuma.resource.SpecValidator;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Findings;
import io.higuma.validation.SpecNode;
import io.higuma.validation.Violation;
import java.util.List;

/** Says what is wrong with a MeshService. */
final class MeshServiceValidator implements SpecValidator {
  @Override
  public List<Violation> validate(ResourceView service) {
    var findings = new Findings();
    ServiceNames.check(service, findings);
    SpecNode spec = SpecNode.of(service.spec(), FieldPath.of("spec"), findings);
    SpecNode selector = spec.field("selector");
    SpecNode tags = selector.field("dataplaneTags");
    SpecNode ref = selector.field("dataplaneRef");
    SpecNode labels = selector.field("dataplaneLabels");
    if (SpecNode.count(tags, ref, labels) > 1) {
      selector.reject("must specify only one of: dataplaneTags, dataplaneRef, or dataplaneLabels");
    }
    tags.expectMapOfTexts();
    ref.expectTexts("name");
    labels.field("matchLabels").expectMapOfTexts();
    ServicePorts.check(spec.field("ports"));
    for (SpecNode identity : spec.field("identities").objects()) {
      identity.expectTexts("type", "value");
    }
    return findings.violations();
  }
}
