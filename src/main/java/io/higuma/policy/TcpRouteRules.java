package io.higuma.policy;

import io.higuma.targetref.TargetKind;
import io.higuma.validation.Alternatives;
import io.higuma.validation.SpecNode;
import java.util.List;
import java.util.Optional;

/** MeshTCPRoute: where connections go. */
final class TcpRouteRules implements PolicyRules {
  @Override
  public void to(Policy policy, SpecNode item, Optional<TargetKind> target) {
    SpecNode rules = item.field("rules");
    List<SpecNode> list = rules.objects();
    if (list.size() > 1) {
      rules.reject("must have at most one rule");
    }
    for (SpecNode rule : list) {
      SpecNode refs = rule.field("default").field("backendRefs");
      Alternatives.required(refs);
      BackendRefRules.list(refs);
    }
  }
}
