package io.higuma.policy;

import io.higuma.validation.Alternatives;
import io.higuma.validation.SpecNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** MeshTrafficPermission: who may connect. */
final class TrafficPermissionRules implements PolicyRules {
  private static final String[] LISTS = {"allow", "allowWithShadowDeny", "deny"};
  private static final Set<String> ACTIONS = Set.of("Allow", "Deny", "AllowWithShadowDeny");

  @Override
  public void from(Policy policy, SpecNode item) {
    SpecNode action = item.field("default").field("action");
    if (action.isEmpty()) {
      Alternatives.required(action);
    } else if (!ACTIONS.contains(action.textOrEmpty())) {
      action.reject("must be one of Allow, Deny, AllowWithShadowDeny");
    }
  }

  @Override
  public void rule(Policy policy, SpecNode item) {
    SpecNode conf = item.field("default");
    boolean isEmpty = true;
    for (String list : LISTS) {
      SpecNode matches = conf.field(list);
      matches.objects().forEach(PolicyValidator::match);
      isEmpty &= matches.isEmpty();
    }
    if (isEmpty) {
      conf.reject("must have at least one defined: " + String.join(", ", LISTS));
    }
  }

  @Override
  public List<String> warnings(SpecNode spec) {
    var warnings = new ArrayList<>(Deprecations.fromWithoutIdentities(spec));
    List<SpecNode> from = spec.field("from").items();
    for (int i = 0; i < from.size(); i++) {
      if (from.get(i).field("targetRef").field("kind").textOrEmpty().equals("MeshService")) {
        warnings.add(
            "MeshService value for 'from[%d].targetRef.kind' is deprecated, use MeshSubset with 'kuma.io/service' instead"
                .formatted(i));
      }
    }
    return warnings;
  }
}
