package io.higuma.inspect;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with a proxy. Printed as JSON as it is; empty lists and texts are left out.
 *
 * @param dataplane with its namespace: {@code web-0.shop}
 * @param policies by kind
 * @param configuration as the control plane makes it from what is stored now; null if it is not
 *     known what the proxy says of itself
 * @param unknown what could not be read, and what follows from that; sentences without a full stop
 */
@JsonPropertyOrder({"apiVersion", "kind"})
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DataplaneReport(
    String mesh,
    String dataplane,
    ProxyStatus status,
    List<ProxyPolicyReport.OfKind> policies,
    @Nullable JsonNode configuration,
    List<String> unknown) {
  public DataplaneReport {
    policies = List.copyOf(policies);
    unknown = List.copyOf(unknown);
  }

  /** The version of this form; it changes when a field changes its meaning or goes. */
  @JsonProperty
  public String apiVersion() {
    return "cli.higuma.io/v1alpha1";
  }

  @JsonProperty
  public String kind() {
    return "DataplaneInspection";
  }

  /** For people. */
  public String text() {
    return DataplaneText.of(this);
  }
}
