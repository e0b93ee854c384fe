package io.higuma.service;

import io.higuma.resource.ResourceView;
import io.higuma.resource.SpecValidator;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Findings;
import io.higuma.validation.SpecNode;
import io.higuma.validation.TagRules;
import io.higuma.validation.Violation;
import java.util.List;

/** Says what is wrong with a VirtualOutbound, an older kind of host names. */
final class VirtualOutboundValidator implements SpecValidator {
  private static final String EMPTY = "cannot be empty";

  @Override
  public List<Violation> validate(ResourceView outbound) {
    var findings = new Findings();
    SpecNode spec = SpecNode.of(outbound.spec(), FieldPath.of("spec"), findings);
    for (SpecNode selector : spec.field("selectors").objects()) {
      TagRules.selector(selector.field("match"));
    }
    SpecNode conf = spec.field("conf");
    notEmpty(conf.field("host"));
    notEmpty(conf.field("port"));
    HostnameTemplate.rejectLong(conf.field("host"));
    HostnameTemplate.rejectLong(conf.field("port"));
    for (SpecNode parameter : conf.field("parameters").objects()) {
      notEmpty(parameter.field("name"));
      parameter.expectTexts("tagKey");
    }
    return findings.violations();
  }

  private static void notEmpty(SpecNode text) {
    if (text.textOrEmpty().isEmpty()) {
      text.reject(EMPTY);
    }
  }
}
