package io.higuma.policy;

import io.higuma.targetref.TargetKind;
import io.higuma.validation.SpecNode;
import java.util.List;
import java.util.Optional;

/** What is particular to one policy, beyond what {@link TargetRow} says of it. */
interface PolicyRules {
  /** The policy as a whole: which lists it has, and {@code default} if it has no lists. */
  default void policy(Policy policy) {}

  /**
   * An item of {@code to}, after its target.
   *
   * @param target empty if it is malformed
   */
  default void to(Policy policy, SpecNode item, Optional<TargetKind> target) {}

  /** An item of {@code from}, after its target. */
  default void from(Policy policy, SpecNode item) {}

  /** An item of {@code rules}, after its matches. */
  default void rule(Policy policy, SpecNode item) {}

  /** Sentences on what is deprecated, but for the target of the policy as a whole. */
  default List<String> warnings(SpecNode spec) {
    return List.of();
  }
}
