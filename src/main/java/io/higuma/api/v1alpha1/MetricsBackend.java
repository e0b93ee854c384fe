package io.higuma.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Where metrics are offered; on a Dataplane it overrides the one of the Mesh.
 *
 * @param type {@code prometheus}
 * @param conf depends on the type
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MetricsBackend(
    @Nullable String name,
    @Nullable String type,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JsonNode conf) {
  public static final String PROMETHEUS = "prometheus";

  public MetricsBackend {
    conf = conf == null || conf.isNull() ? null : conf.deepCopy();
  }
}
