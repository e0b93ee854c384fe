package io.higuma.service;

import io.higuma.resource.ResourceView;
import io.higuma.resource.SpecValidator;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Findings;
import io.higuma.validation.SpecNode;
import io.higuma.validation.Violation;
import java.util.List;

/** Says what is wrong with a MeshGatewayInstance. */
final class MeshGatewayInstanceValidator implements SpecValidator {
  @Override
  public List<Violation> validate(ResourceView instance) {
    var findings = new Findings();
    SpecNode tags =
        SpecNode.of(instance.spec(), FieldPath.of("spec"), findings)
            .field("tags")
            .at(FieldPath.of("tags"));
    tags.entries().forEach(tag -> tag.value().textOrEmpty());
    if (tags.json().has("kuma.io/service")) {
      tags.reject("\"kuma.io/service\" must not be defined");
    }
    return findings.violations();
  }
}
