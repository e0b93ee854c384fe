package io.higuma.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** A workload with its sidecar, or a gateway; made from a Pod. It has no status. */
@Group("kuma.io")
@Version("v1alpha1")
@Plural("dataplanes")
@ShortNames("dp")
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"apiVersion", "kind", "mesh", "metadata", "spec"})
public class Dataplane extends CustomResource<DataplaneSpec, Void> implements Namespaced {
  public static final String KIND = "Dataplane";

  private @Nullable String mesh;

  @Override
  protected DataplaneSpec initSpec() {
    return DataplaneSpec.EMPTY;
  }

  /** None counts as an empty one. */
  @Override
  public void setSpec(@Nullable DataplaneSpec spec) {
    super.setSpec(spec == null ? DataplaneSpec.EMPTY : spec);
  }

  /** The mesh it belongs to. */
  public @Nullable String getMesh() {
    return mesh;
  }

  public void setMesh(@Nullable String mesh) {
    this.mesh = mesh;
  }
}
