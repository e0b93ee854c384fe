package io.higuma.policystatus;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.higuma.service.Writes;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/**
 * Keeps the status of policies. Each replica does so, from the same objects: a write holds for the
 * version that was seen, so of several the first one counts.
 */
public final class PolicyStatusReconciler {
  private final Function<String, Optional<StatusPolicy>> policies;
  private final PolicyTally tally;
  private final PolicyStatusPlanner planner;
  private final Writes writes;

  /**
   * @param policies by the first part of their {@link io.higuma.targetref.PolicyRevision}
   */
  public PolicyStatusReconciler(
      Function<String, Optional<StatusPolicy>> policies,
      PolicyTally tally,
      InstantSource clock,
      Writes writes) {
    this.policies = policies;
    this.tally = tally;
    this.planner = new PolicyStatusPlanner(clock);
    this.writes = writes;
  }

  /** One policy at a time. What is not there any more has no status. */
  public void reconcile(String policy) {
    policies.apply(policy).ifPresent(this::keep);
  }

  private void keep(StatusPolicy policy) {
    planner
        .plan(policy, tally.of(policy.policy().revision()))
        .ifPresent(status -> write(policy.stored(), status));
  }

  private void write(GenericKubernetesResource object, ObjectNode status) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("metadata").put("resourceVersion", object.getMetadata().getResourceVersion());
    if (!status.path("proxies").has("refusals")) {
      status.withObject("/proxies").putNull("refusals"); // A patch takes away what is null.
    }
    patch.set("status", status);
    writes.patchStatus(object, patch);
  }
}
