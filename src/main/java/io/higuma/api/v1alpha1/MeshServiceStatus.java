package io.higuma.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the control plane found out about a MeshService.
 *
 * @param addresses host names, as JSON
 * @param hostnameGenerators what the generators that select it have done, as JSON
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MeshServiceStatus(
    List<JsonNode> addresses,
    List<Vip> vips,
    @Nullable Tls tls,
    List<JsonNode> hostnameGenerators,
    @Nullable DataplaneProxies dataplaneProxies) {
  public static final MeshServiceStatus EMPTY =
      new MeshServiceStatus(List.of(), List.of(), null, List.of(), null);

  public MeshServiceStatus {
    addresses = Copies.of(addresses);
    vips = Copies.of(vips);
    hostnameGenerators = Copies.of(hostnameGenerators);
  }

  /** With these addresses and nothing else. */
  public static MeshServiceStatus ofAddresses(List<String> ips) {
    return new MeshServiceStatus(
        List.of(), ips.stream().map(Vip::new).toList(), null, List.of(), null);
  }

  /** An address under which the service is reached in the mesh. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Vip(@Nullable String ip) {}

  /**
   * Whether clients can use mTLS.
   *
   * @param status {@code Ready} or {@code NotReady}
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Tls(@Nullable String status) {}

  /**
   * How many data planes serve.
   *
   * @param connected those with a connection to a control plane
   * @param healthy those that can serve every port
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record DataplaneProxies(int connected, int healthy, int total) {}
}
