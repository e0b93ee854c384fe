package io.higuma.mesh;

import io.higuma.resource.ResourceView;
import io.higuma.resource.SpecValidator;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Findings;
import io.higuma.validation.SpecNode;
import io.higuma.validation.Violation;
import java.util.List;

/** Says what is wrong with a MeshTrust. */
final class MeshTrustValidator implements SpecValidator {
  private static final int MAX_TRUST_DOMAIN = 253;

  @Override
  public List<Violation> validate(ResourceView trust) {
    var findings = new Findings();
    SpecNode spec = SpecNode.of(trust.spec(), FieldPath.of("spec"), findings);
    SpecNode domain = spec.field("trustDomain");
    String text = domain.textOrEmpty();
    if (text.isEmpty()) {
      domain.reject("must not be empty");
    } else if (text.length() > MAX_TRUST_DOMAIN) {
      domain.reject("must not be longer than 253 characters");
    }
    SpecNode bundles = spec.field("caBundles");
    if (bundles.isEmpty()) {
      bundles.reject("must not be empty");
    }
    for (SpecNode bundle : bundles.objects()) {
      SpecNode type = bundle.field("type");
      if (!type.textOrEmpty().equals("Pem")) {
        type.reject("must be Pem");
      }
      SpecNode value = bundle.field("pem").field("value");
      if (value.textOrEmpty().isEmpty()) {
        value.reject("must not be empty");
      }
    }
    return findings.violations();
  }
}
