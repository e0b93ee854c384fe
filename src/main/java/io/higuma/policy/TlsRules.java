package io.higuma.policy;

import io.higuma.targetref.TargetKind;
import io.higuma.validation.Alternatives;
import io.higuma.validation.SpecNode;
import java.util.List;

/** MeshTLS: how strict inbound TLS is, and of which versions. */
final class TlsRules implements PolicyRules {
  @Override
  public void from(Policy policy, SpecNode item) {
    conf(policy, item.field("default"));
  }

  @Override
  public void rule(Policy policy, SpecNode item) {
    conf(policy, item.field("default"));
  }

  private static void conf(Policy policy, SpecNode conf) {
    conf.expectTexts("mode");
    conf.field("tlsCiphers").texts();
    conf.field("tlsVersion").expectTexts("min", "max");
    if (policy.top().isPresent() && !policy.isTop(TargetKind.MESH)) {
      Alternatives.none(
          conf,
          "can only be defined with top-level targetRef kind: Mesh",
          "tlsCiphers",
          "tlsVersion");
    }
  }

  @Override
  public List<String> warnings(SpecNode spec) {
    return Deprecations.from(spec);
  }
}
