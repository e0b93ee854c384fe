package io.higuma.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.higuma.inject.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Why a pod is not as it should be.
 *
 * @param sentence the facts that speak for it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Cause(Code code, Certainty certainty, String sentence, @Nullable Cure cure) {
  /** The same cause of a pod, cured for its whole workload. */
  Cause curedBy(Subject workload) {
    return code == Code.POD_LABEL_ADDED_LATER
        ? this
        : new Cause(code, certainty, sentence, Commands.renew(workload));
  }

  /** A stable word for each cause. */
  public enum Code {
    STATIC_POD,
    CREATED_BEFORE_WEBHOOK,
    CREATED_BEFORE_NAMESPACE_LABEL,
    POD_LABEL_ADDED_LATER,
    CREATED_BEFORE_CONTROL_PLANE,
    CONTROL_PLANE_WAS_NOT_READY,
    FAILURE_POLICY_IGNORE,
    UNEXPLAINED,
    NO_WEBHOOK,
    WEBHOOK_NOT_TRUSTED,
    CONTROL_PLANE_NOT_READY,
    LABEL_ON_WORKLOAD,
    NAMESPACE_NOT_LABELLED,
    NAMESPACE_LABEL_NOT_SELECTED,
    POD_LABEL_NOT_SELECTED,
    NOT_SELECTED,
    PODS_REFUSED,
    PODS_NOT_CREATED,
    NO_PODS_WANTED;

    @JsonValue
    String text() {
      return Reason.codeOf(this);
    }
  }

  /** How sure it is; the surest stands first. */
  public enum Certainty {
    CERTAIN,
    LIKELY,
    POSSIBLE;

    @JsonValue
    String text() {
      return Reason.codeOf(this);
    }
  }
}
