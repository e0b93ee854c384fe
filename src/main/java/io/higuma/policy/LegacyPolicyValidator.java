package io.higuma.policy;

import io.higuma.resource.ResourceKind;
import io.higuma.resource.ResourceView;
import io.higuma.resource.SpecValidator;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Findings;
import io.higuma.validation.SpecNode;
import io.higuma.validation.TagRules;
import io.higuma.validation.Violation;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says what is wrong with a policy of the older kinds: whom it is for. What it asks for has no
 * effect, so its conf only has to be one.
 *
 * @param lists of selectors, each of which has to have one
 */
record LegacyPolicyValidator(List<String> lists) implements SpecValidator {
  private static final LegacyPolicyValidator CONNECTIONS =
      new LegacyPolicyValidator(List.of("sources", "destinations"));
  private static final LegacyPolicyValidator PROXIES =
      new LegacyPolicyValidator(List.of("selectors"));

  /** One for each of the kinds; Timeout is missing, as admission is not asked about it. */
  static Map<ResourceKind, SpecValidator> all() {
    return Stream.concat(
            Stream.of(
                    ResourceKind.CIRCUIT_BREAKER,
                    ResourceKind.FAULT_INJECTION,
                    ResourceKind.HEALTH_CHECK,
                    ResourceKind.RATE_LIMIT,
                    ResourceKind.RETRY,
                    ResourceKind.TRAFFIC_LOG,
                    ResourceKind.TRAFFIC_PERMISSION,
                    ResourceKind.TRAFFIC_ROUTE)
                .map(kind -> Map.entry(kind, CONNECTIONS)),
            Stream.of(
                    ResourceKind.MESH_GATEWAY,
                    ResourceKind.MESH_GATEWAY_ROUTE,
                    ResourceKind.PROXY_TEMPLATE,
                    ResourceKind.TRAFFIC_TRACE)
                .map(kind -> Map.entry(kind, PROXIES)))
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Override
  public List<Violation> validate(ResourceView policy) {
    var findings = new Findings();
    SpecNode spec = SpecNode.of(policy.spec(), FieldPath.of("spec"), findings);
    for (String list : lists) {
      SpecNode selectors = spec.field(list);
      if (selectors.isEmpty()) {
        selectors.reject("must have at least one element");
      }
      for (SpecNode selector : selectors.objects()) {
        TagRules.nonEmptySelector(selector.field("match"));
      }
    }
    spec.field("conf").expectObject();
    return findings.violations();
  }
}
