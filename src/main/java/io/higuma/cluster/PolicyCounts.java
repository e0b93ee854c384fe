package io.higuma.cluster;

import io.higuma.resource.ResourceKind;
import java.util.Map;
import java.util.function.Consumer;

/** How many policies each mesh has. */
public interface PolicyCounts {
  /** Where nobody reads policies. */
  PolicyCounts NONE =
      new PolicyCounts() {
        @Override
        public boolean isKnown() {
          return true;
        }

        @Override
        public Map<ResourceKind, Integer> policiesOf(String mesh) {
          return Map.of();
        }

        @Override
        public void whenPoliciesChange(Consumer<String> follower) {}
      };

  /** Whether all have been read. */
  boolean isKnown();

  /** By kind. */
  Map<ResourceKind, Integer> policiesOf(String mesh);

  /**
   * Has this told the mesh whose policies are others now.
   *
   * @param follower is called by the threads of informers: it has to be quick
   */
  void whenPoliciesChange(Consumer<String> follower);
}
