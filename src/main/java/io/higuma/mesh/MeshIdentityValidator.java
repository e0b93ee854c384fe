package io.higuma.mesh;

import io.higuma.resource.ResourceView;
import io.higuma.resource.SpecValidator;
import io.higuma.validation.DurationRules;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Findings;
import io.higuma.validation.SpecNode;
import io.higuma.validation.Violation;
import java.util.List;

/** Says what is wrong with a MeshIdentity. */
final class MeshIdentityValidator implements SpecValidator {
  private static final String MISSING = "must be defined";

  @Override
  public List<Violation> validate(ResourceView identity) {
    var findings = new Findings();
    SpecNode spec = SpecNode.of(identity.spec(), FieldPath.of("spec"), findings);
    SpecNode labels = spec.field("selector").field("dataplane").field("matchLabels");
    labels.expectMapOfTexts();
    spec.field("spiffeID").expectTexts("trustDomain", "path");
    provider(spec.field("provider"));
    return findings.violations();
  }

  private static void provider(SpecNode provider) {
    SpecNode type = provider.field("type");
    switch (type.textOrEmpty()) {
      case "Bundled" -> bundled(required(provider.field("bundled")));
      case "Spire" ->
          DurationRules.duration(provider.field("spire").field("agent").field("timeout"));
      case "Extension" -> required(provider.field("extension")).expectTexts("name");
      default -> type.reject("must be one of Bundled, Spire, Extension");
    }
  }

  private static SpecNode required(SpecNode section) {
    if (section.isAbsent()) {
      section.reject(MISSING);
    }
    return section;
  }

  private static void bundled(SpecNode bundled) {
    bundled.expectTruths("insecureAllowSelfSigned");
    bundled.expectTexts("meshTrustCreation");
    DurationRules.positive(bundled.field("certificateParameters").field("expiry"));
    SpecNode authority = bundled.field("ca");
    if (bundled.field("autogenerate").field("enabled").isTrue()) {
      if (authority.isPresent()) {
        authority.reject("must not be defined when autogenerate is enabled");
      }
      return;
    }
    if (bundled.isPresent() && required(authority).isPresent()) {
      source(authority.field("certificate"));
      source(authority.field("privateKey"));
    }
  }

  private static void source(SpecNode source) {
    if (source.isAbsent()) {
      source.reject(MISSING);
      return;
    }
    SpecNode type = source.field("type");
    switch (type.textOrEmpty()) {
      case "File" -> notEmpty(source.field("file").field("path"));
      case "Secret" -> notEmpty(source.field("secretRef").field("name"));
      case "EnvVar" -> notEmpty(source.field("envVar").field("name"));
      case "InsecureInline" -> notEmpty(source.field("insecureInline").field("value"));
      default -> type.reject("must be one of File, Secret, EnvVar, InsecureInline");
    }
  }

  private static void notEmpty(SpecNode text) {
    if (text.textOrEmpty().isEmpty()) {
      text.reject(MISSING);
    }
  }
}
