package io.higuma.inspect;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * What a policy comes to. Printed as JSON as it is; empty lists and texts are left out.
 *
 * @param name with its namespace: {@code slow.shop}
 * @param targetRef as text: {@code Dataplane labels app=web}
 * @param status as the control plane counts it
 * @param dataplanes those that it selects, sorted by name
 * @param notFor the others, by reason
 * @param unknown what could not be read, and what follows from that; sentences without a full stop
 */
@JsonPropertyOrder({"apiVersion", "kind"})
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PolicyInspection(
    String policyKind,
    String name,
    String mesh,
    String role,
    String targetRef,
    PolicyStatus status,
    List<Effect> dataplanes,
    List<Others> notFor,
    List<String> unknown) {
  public PolicyInspection {
    dataplanes = List.copyOf(dataplanes);
    notFor = List.copyOf(notFor);
    unknown = List.copyOf(unknown);
  }

  /** The version of this form; it changes when a field changes its meaning or goes. */
  @JsonProperty
  public String apiVersion() {
    return "cli.higuma.io/v1alpha1";
  }

  @JsonProperty
  public String kind() {
    return "PolicyInspection";
  }

  /**
   * What of a Dataplane has a value of the policy.
   *
   * @param proxy {@code whole} where it says something of the proxy as a whole; else empty
   * @param overridden {@code yes} where nothing has a value of it: stronger policies say all that
   *     it says, or it is about nothing that the proxy has
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Effect(
      String dataplane,
      String proxy,
      List<String> inbounds,
      List<String> outbounds,
      String overridden,
      List<ProxyPolicyReport.Idle> idle) {
    public Effect {
      inbounds = List.copyOf(inbounds);
      outbounds = List.copyOf(outbounds);
      idle = List.copyOf(idle);
    }
  }

  /**
   * Dataplanes that it does not select for one kind of reason.
   *
   * @param example one of them
   * @param sentence why not that one
   */
  public record Others(String reason, int count, String example, String sentence) {}

  /** For people. */
  public String text() {
    return PolicyInspectionText.of(this);
  }
}
