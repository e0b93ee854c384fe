package io.higuma.service;

import io.higuma.resource.ResourceView;
import io.higuma.resource.SpecValidator;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Findings;
import io.higuma.validation.NetworkNames;
import io.higuma.validation.SpecNode;
import io.higuma.validation.Violation;
import java.util.List;

/** Says what is wrong with a MeshZoneAddress. */
final class MeshZoneAddressValidator implements SpecValidator {
  @Override
  public List<Violation> validate(ResourceView zoneAddress) {
    var findings = new Findings();
    SpecNode spec = SpecNode.of(zoneAddress.spec(), FieldPath.of("spec"), findings);
    SpecNode address = spec.field("address");
    String text = address.textOrEmpty();
    if (text.isEmpty()) {
      address.reject("must not be empty");
    } else if (!NetworkNames.isIp(text) && !NetworkNames.isDnsName(text)) {
      address.reject("address has to be valid IP address or domain name");
    }
    ServicePorts.required(spec.field("port"));
    return findings.violations();
  }
}
