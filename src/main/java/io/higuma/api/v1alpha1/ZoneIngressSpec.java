package io.higuma.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a ZoneIngress says.
 *
 * @param availableServices kept by the control plane; only carried along here
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ZoneIngressSpec(
    @Nullable String zone, @Nullable Networking networking, List<JsonNode> availableServices) {
  public static final ZoneIngressSpec EMPTY = new ZoneIngressSpec(null, null, List.of());

  public ZoneIngressSpec {
    availableServices = Copies.of(availableServices);
  }

  /**
   * Where it is.
   *
   * @param advertisedAddress the address for other zones, unset until it is known
   * @param advertisedPort the port for other zones
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  public record Networking(
      @Nullable String address,
      @Nullable String advertisedAddress,
      long port,
      long advertisedPort,
      DataplaneSpec.@Nullable Admin admin) {
    public static final Networking EMPTY = new Networking(null, null, 0, 0, null);
  }
}
