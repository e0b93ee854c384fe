package io.higuma.inspect;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * The policies of a proxy, what they say together, and why others are not for it. Printed as JSON
 * as it is; empty lists and texts are left out.
 *
 * @param policies by kind; kinds without any policy are left out
 */
@JsonPropertyOrder({"apiVersion", "kind"})
public record ProxyPolicyReport(String mesh, String proxy, List<OfKind> policies) {
  public ProxyPolicyReport {
    policies = List.copyOf(policies);
  }

  /** The version of this form; it changes when a field changes its meaning or goes. */
  @JsonProperty
  public String apiVersion() {
    return "cli.higuma.io/v1alpha1";
  }

  @JsonProperty
  public String kind() {
    return "ProxyPolicies";
  }

  /**
   * The policies of one kind.
   *
   * @param matched those of the proxy, the strongest last
   * @param values what they say of the proxy as a whole
   * @param outbounds what they say of destinations; those of which they say the same are together
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record OfKind(
      String policyKind,
      List<Matched> matched,
      List<Value> values,
      List<Inbound> inbounds,
      List<Outbound> outbounds,
      List<NotMatched> notMatched) {
    public OfKind {
      matched = List.copyOf(matched);
      values = List.copyOf(values);
      inbounds = List.copyOf(inbounds);
      outbounds = List.copyOf(outbounds);
      notMatched = List.copyOf(notMatched);
    }
  }

  /**
   * A policy that selects the proxy.
   *
   * @param name with its namespace where it has one: {@code slow.shop}
   * @param targetRef as text: {@code Dataplane labels app=web}
   * @param inbounds that it selects
   * @param idle items that are about nothing that the proxy has
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Matched(
      String name,
      String role,
      String origin,
      String targetRef,
      List<String> inbounds,
      List<Idle> idle) {
    public Matched {
      inbounds = List.copyOf(inbounds);
      idle = List.copyOf(idle);
    }
  }

  /** An item of a policy of the proxy that has no part in anything. */
  public record Idle(String item, String sentence) {}

  /**
   * A value, and who says it.
   *
   * @param policy with its namespace
   * @param item its place in the policy: {@code spec.to[1]}
   */
  public record Value(String path, JsonNode value, String policy, String item) {}

  /**
   * What is said of an inbound.
   *
   * @param inbound {@code http 10.0.0.1:8080}
   * @param rules in the order in which they are tried
   */
  public record Inbound(String inbound, List<Rule> rules) {
    public Inbound {
      rules = List.copyOf(rules);
    }
  }

  /**
   * What is said of some clients.
   *
   * @param clients {@code all clients}, {@code clients with SPIFFE id spiffe://shop/web}
   */
  public record Rule(String clients, List<Value> values) {
    public Rule {
      values = List.copyOf(values);
    }
  }

  /** What is said of these destinations. */
  public record Outbound(List<String> destinations, List<Value> values) {
    public Outbound {
      destinations = List.copyOf(destinations);
      values = List.copyOf(values);
    }
  }

  /**
   * A policy that is not for the proxy.
   *
   * @param reason for tools: {@code LABELS}
   * @param sentence for people
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record NotMatched(String name, String mesh, String reason, String sentence) {}
}
