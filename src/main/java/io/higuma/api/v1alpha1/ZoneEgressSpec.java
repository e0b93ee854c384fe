package io.higuma.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** What a ZoneEgress says. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ZoneEgressSpec(@Nullable String zone, @Nullable Networking networking) {
  public static final ZoneEgressSpec EMPTY = new ZoneEgressSpec(null, null);

  /** Where it is. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  public record Networking(
      @Nullable String address, long port, DataplaneSpec.@Nullable Admin admin) {}
}
