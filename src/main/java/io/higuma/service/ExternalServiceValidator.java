package io.higuma.service;

import io.higuma.resource.ResourceView;
import io.higuma.resource.SpecValidator;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Findings;
import io.higuma.validation.NetworkNames;
import io.higuma.validation.SpecNode;
import io.higuma.validation.TagRules;
import io.higuma.validation.Violation;
import java.util.List;

/** Says what is wrong with an ExternalService, an older kind of what is outside the mesh. */
final class ExternalServiceValidator implements SpecValidator {
  private static final String SERVICE = "kuma.io/service";

  @Override
  public List<Violation> validate(ResourceView service) {
    var findings = new Findings();
    SpecNode spec = SpecNode.of(service.spec(), FieldPath.of("spec"), findings);
    tags(spec.field("tags"));
    SpecNode networking = spec.field("networking");
    if (networking.isAbsent()) {
      networking.reject("must be defined");
    } else {
      address(networking.field("address"));
      tls(networking.field("tls"));
    }
    return findings.violations();
  }

  private static void tags(SpecNode tags) {
    TagRules.tags(tags);
    if (!tags.json().has(SERVICE)) {
      tags.at(tags.path().key(SERVICE)).reject("tag has to exist");
    }
  }

  private static void address(SpecNode address) {
    String text = address.textOrEmpty();
    if (text.isEmpty()) {
      address.reject("address can't be empty");
    } else if (!NetworkNames.isHostAndPort(text)) {
      address.reject("has to be in format of HOST:PORT, with a valid IP address or domain name");
    }
  }

  private static void tls(SpecNode tls) {
    tls.expectTruths("enabled", "allowRenegotiation", "skipHostnameVerification");
    SpecNode serverName = tls.field("serverName");
    if (serverName.isPresent() && serverName.textOrEmpty().isEmpty()) {
      serverName.reject("cannot be empty");
    }
    for (String source : List.of("caCert", "clientCert", "clientKey")) {
      tls.field(source).expectTexts("secret", "file", "inline", "inlineString");
    }
    for (SpecNode name : tls.field("subjectAltNames").objects()) {
      name.expectTexts("matcherType", "match");
    }
  }
}
