package io.higuma.resource;

import java.util.Map;
import java.util.Optional;

/**
 * What admission does with objects beyond the rules that hold for every kind. A kind that is absent
 * has no rules of its own.
 *
 * @param defaulters of specs
 * @param specs pure validation
 * @param changes validation that sees the stored object and the cluster
 */
public record KindRules(
    Map<ResourceKind, SpecDefaulter> defaulters,
    Map<ResourceKind, SpecValidator> specs,
    Map<ResourceKind, ChangeValidator> changes) {
  public static final KindRules NONE = new KindRules(Map.of(), Map.of(), Map.of());

  public KindRules {
    defaulters = Map.copyOf(defaulters);
    specs = Map.copyOf(specs);
    changes = Map.copyOf(changes);
  }

  public Optional<SpecDefaulter> defaulter(ResourceKind kind) {
    return Optional.ofNullable(defaulters.get(kind));
  }

  public Optional<SpecValidator> spec(ResourceKind kind) {
    return Optional.ofNullable(specs.get(kind));
  }

  public Optional<ChangeValidator> change(ResourceKind kind) {
    return Optional.ofNullable(changes.get(kind));
  }
}
