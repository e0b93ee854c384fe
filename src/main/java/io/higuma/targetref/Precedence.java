package io.higuma.targetref;

import static java.util.Comparator.comparing;
import static java.util.Comparator.reverseOrder;

import java.util.Comparator;
import java.util.Optional;

/** Who wins where policies contradict each other: what sorts later. */
public final class Precedence {
  /** A policy that points at nothing has to sort somewhere. */
  private static final TargetRef NOTHING = TargetRef.MESH;

  private static final Comparator<Policy> BY_ORIGIN = comparing(Policy::origin);

  private static final Comparator<Policy> BY_ROLE = comparing(Policy::role);

  private static final Comparator<Policy> BY_NAME =
      comparing(Policy::displayName, reverseOrder())
          .thenComparing(Policy::namespace, reverseOrder())
          .thenComparing(Policy::zone, reverseOrder())
          .thenComparing(Policy::name, reverseOrder());

  private static final Comparator<Policy> BY_TARGET =
      comparing(Precedence::target, Precedence::byTarget);

  /**
   * Of policies of one kind. No two with different names are equal, so that the order in which they
   * are read makes no difference.
   */
  public static final Comparator<Policy> OF_POLICIES =
      BY_TARGET
          .thenComparing(BY_ORIGIN)
          .thenComparingInt(Precedence::gatewayTags)
          .thenComparing(BY_ROLE)
          .thenComparing(BY_NAME);

  /**
   * Of items for destinations. Items of one policy for the same kind are equal: the later one in
   * the list wins, so sort stably.
   */
  public static final Comparator<Item> OF_DESTINATIONS =
      comparing(Item::policy, BY_TARGET.thenComparing(BY_ORIGIN).thenComparing(BY_ROLE))
          .thenComparing(item -> item.target().kind())
          .thenComparingInt(Precedence::port)
          .thenComparing(Item::policy, BY_NAME);

  private Precedence() {}

  private static TargetRef target(Policy policy) {
    return policy.target().orElse(NOTHING);
  }

  private static int byTarget(TargetRef one, TargetRef other) {
    int byKind = one.kind().compareTo(other.kind());
    if (byKind != 0 || one.kind() != TargetKind.DATAPLANE) {
      return byKind;
    }
    return Comparator.comparingInt((TargetRef ref) -> ref.labels().isPresent() ? 0 : 1)
        .thenComparingInt(ref -> ref.section().isEmpty() ? 0 : 1)
        .compare(one, other);
  }

  private static int gatewayTags(Policy policy) {
    return Optional.of(target(policy))
        .filter(ref -> ref.kind() == TargetKind.MESH_GATEWAY)
        .map(ref -> ref.tags().size())
        .orElse(0);
  }

  private static int port(Item item) {
    TargetRef target = item.target();
    return target.kind() == TargetKind.MESH_SERVICE && !target.section().isEmpty() ? 1 : 0;
  }
}
