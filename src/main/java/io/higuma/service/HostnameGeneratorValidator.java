package io.higuma.service;

import io.higuma.resource.ResourceView;
import io.higuma.resource.SpecValidator;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Findings;
import io.higuma.validation.SpecNode;
import io.higuma.validation.Violation;
import java.util.List;

/** Says what is wrong with a HostnameGenerator. */
final class HostnameGeneratorValidator implements SpecValidator {
  private static final List<String> KINDS =
      List.of("meshService", "meshExternalService", "meshMultiZoneService");

  @Override
  public List<Violation> validate(ResourceView generator) {
    var findings = new Findings();
    SpecNode spec = SpecNode.of(generator.spec(), FieldPath.of("spec"), findings);
    SpecNode template = spec.field("template");
    if (template.textOrEmpty().isEmpty()) {
      template.reject("must not be empty");
    }
    HostnameTemplate.rejectLong(template);
    SpecNode selector = spec.field("selector");
    List<SpecNode> chosen =
        KINDS.stream().map(selector::field).filter(SpecNode::isPresent).toList();
    if (chosen.size() != 1) {
      selector.reject(
          "must specify exactly one of: meshService, meshExternalService, or meshMultiZoneService");
    }
    for (SpecNode kind : chosen) {
      kind.field("matchLabels").expectMapOfTexts();
    }
    SpecNode extension = spec.field("extension");
    if (extension.isPresent() && extension.field("type").textOrEmpty().isEmpty()) {
      extension.field("type").reject("must not be empty");
    }
    return findings.violations();
  }
}
