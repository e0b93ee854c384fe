package io.higuma.service;

import io.higuma.resource.ResourceView;
import io.higuma.resource.SpecValidator;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Findings;
import io.higuma.validation.NetworkNames;
import io.higuma.validation.NumberRules;
import io.higuma.validation.SpecNode;
import io.higuma.validation.Violation;
import java.util.List;
import java.util.Set;

/** Says what is wrong with a MeshExternalService. */
final class MeshExternalServiceValidator implements SpecValidator {
  private static final Set<String> PROTOCOLS = Set.of("", "tcp", "grpc", "http", "http2");
  private static final long LOWEST_PRIORITY = 128;

  @Override
  public List<Violation> validate(ResourceView service) {
    var findings = new Findings();
    ServiceNames.check(service, findings);
    SpecNode spec = SpecNode.of(service.spec(), FieldPath.of("spec"), findings);
    match(spec.field("match"));
    if (spec.field("extension").isPresent()) {
      spec.field("extension").expectTexts("type");
      return findings.violations();
    }
    spec.field("endpoints").objects().forEach(MeshExternalServiceValidator::endpoint);
    tls(spec.field("tls"));
    return findings.violations();
  }

  private static void match(SpecNode match) {
    if (match.isAbsent()) {
      match.reject("must be defined");
      return;
    }
    SpecNode type = match.field("type");
    if (type.isPresent() && !type.textOrEmpty().equals("HostnameGenerator")) {
      type.reject("must be HostnameGenerator");
    }
    ServicePorts.required(match.field("port"));
    SpecNode protocol = match.field("protocol");
    if (!PROTOCOLS.contains(protocol.textOrEmpty())) {
      protocol.reject("must be one of tcp, grpc, http, http2");
    }
  }

  private static void endpoint(SpecNode endpoint) {
    SpecNode address = endpoint.field("address");
    String text = address.textOrEmpty();
    if (!NetworkNames.isIp(text) && !NetworkNames.isDnsName(text)) {
      address.reject("address has to be valid IP address or domain name");
    }
    ServicePorts.required(endpoint.field("port"));
    NumberRules.within(endpoint.field("priority"), 0, LOWEST_PRIORITY);
  }

  private static void tls(SpecNode tls) {
    tls.expectTruths("enabled", "allowRenegotiation");
    tls.field("version").expectTexts("min", "max");
    SpecNode verification = tls.field("verification");
    verification.expectTexts("mode");
    SpecNode certificate = verification.field("clientCert");
    SpecNode key = verification.field("clientKey");
    if (certificate.isAbsent() && key.isPresent()) {
      certificate.reject("must be defined when clientKey is defined");
    }
    if (key.isAbsent() && certificate.isPresent()) {
      key.reject("must be defined when clientCert is defined");
    }
    SpecNode serverName = verification.field("serverName");
    serverName
        .text()
        .filter(name -> !NetworkNames.isDnsName(name))
        .ifPresent(wrong -> serverName.reject("must be a valid DNS name"));
    for (SpecNode source : List.of(certificate, key, verification.field("caCert"))) {
      source.expectTexts("inline", "inlineString", "secret");
    }
    for (SpecNode name : verification.field("subjectAltNames").objects()) {
      name.expectTexts("type", "value");
    }
  }
}
