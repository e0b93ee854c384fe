package io.higuma.policy;

import io.higuma.metadata.Labels;
import io.higuma.policy.TargetRefRules.Option;
import io.higuma.resource.ResourceView;
import io.higuma.resource.SpecValidator;
import io.higuma.targetref.TargetKind;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Findings;
import io.higuma.validation.NetworkNames;
import io.higuma.validation.SpecNode;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Says what is wrong with a policy.
 *
 * @param row what it may point at
 * @param rules what is particular to it
 */
record PolicyValidator(TargetRow row, PolicyRules rules) implements SpecValidator {
  @Override
  public List<Violation> validate(ResourceView object) {
    var findings = new Findings();
    SpecNode spec = spec(object, findings);
    Policy policy = new Policy(spec, top(spec, object.label(Labels.POLICY_ROLE.name())));
    lists(policy);
    rules.policy(policy);
    for (SpecNode item : spec.field("to").objects()) {
      Set<TargetKind> kinds = policy.isOfGateways() ? row.toOfGateways() : row.to();
      rules.to(policy, item, TargetRefRules.of(kinds).check(item.field("targetRef")));
    }
    for (SpecNode item : spec.field("from").objects()) {
      TargetRefRules.of(row.from()).check(item.field("targetRef"));
      rules.from(policy, item);
    }
    for (SpecNode item : spec.field("rules").objects()) {
      item.field("matches").objects().forEach(PolicyValidator::match);
      rules.rule(policy, item);
    }
    return findings.violations();
  }

  private static SpecNode spec(ResourceView object, Findings findings) {
    return SpecNode.of(object.spec(), FieldPath.of("spec"), findings);
  }

  private Optional<TargetKind> top(SpecNode spec, String role) {
    SpecNode ref = spec.field("targetRef");
    if (ref.isAbsent()) {
      return Optional.of(TargetKind.MESH);
    }
    Set<Option> options = EnumSet.noneOf(Option.class);
    if (row.gatewayTags() == TargetRow.GatewayTags.ALLOWED) {
      options.add(Option.GATEWAY_TAGS);
    }
    if (!spec.field("rules").isEmpty() || !spec.field("from").isEmpty()) {
      options.add(Option.INBOUND);
    }
    return new TargetRefRules(row.top(role), options).check(ref);
  }

  private void lists(Policy policy) {
    List<String> excluded = row.excludedByRules();
    if (policy.has("rules") && excluded.stream().anyMatch(policy::has)) {
      policy
          .spec()
          .reject(
              excluded.size() == 1
                  ? "field '%s' must be empty when 'rules' is defined".formatted(excluded.get(0))
                  : "fields '%s' must be empty when 'rules' is defined"
                      .formatted(String.join("' and '", excluded)));
    }
    List<String> needed = row.needed();
    if (!needed.isEmpty() && needed.stream().noneMatch(policy::has)) {
      int last = needed.size() - 1;
      policy
          .spec()
          .reject(
              "at least one of '%s' or '%s' has to be defined"
                  .formatted(String.join("', '", needed.subList(0, last)), needed.get(last)));
    }
  }

  /** Who a connection comes from, and what it asks for. */
  static void match(SpecNode match) {
    SpecNode identity = match.field("spiffeID");
    identity.expectTexts("type");
    if (identity.isPresent() && !NetworkNames.isSpiffeId(identity.field("value").textOrEmpty())) {
      identity.field("value").reject("must be a valid SPIFFE ID");
    }
    SpecNode sni = match.field("sni");
    sni.expectTexts("type");
    if (sni.isPresent() && !NetworkNames.isSubdomain(sni.field("value").textOrEmpty())) {
      sni.field("value").reject("must be a valid RFC 1123 subdomain");
    }
  }

  /** Whether a rule is for some identities only. */
  static boolean hasSpiffeMatch(SpecNode rule) {
    return rule.field("matches").objects().stream()
        .anyMatch(match -> match.field("spiffeID").isPresent());
  }

  @Override
  public List<String> warnings(ResourceView object) {
    SpecNode spec = spec(object, new Findings());
    var warnings = new ArrayList<>(rules.warnings(spec));
    TargetKind.of(spec.field("targetRef").field("kind").textOrEmpty())
        .flatMap(PolicyValidator::deprecation)
        .ifPresent(warnings::add);
    return List.copyOf(warnings);
  }

  private static Optional<String> deprecation(TargetKind top) {
    return switch (top) {
      case MESH_SERVICE, MESH_SERVICE_SUBSET, MESH_SUBSET ->
          Optional.of(
              "%s value for 'targetRef.kind' is deprecated, use Dataplane with labels instead"
                  .formatted(top.text()));
      case MESH_HTTP_ROUTE ->
          Optional.of(
              "MeshHTTPRoute value for 'targetRef.kind' is deprecated, use MeshHTTPRoute in spec.to[].targetRef");
      case MESH, DATAPLANE, MESH_GATEWAY, MESH_EXTERNAL_SERVICE, MESH_MULTI_ZONE_SERVICE ->
          Optional.empty();
    };
  }
}
