package io.higuma.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** Changes to the containers that injection adds. Kuma's has no status. */
@Group("kuma.io")
@Version("v1alpha1")
@Plural("containerpatches")
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"apiVersion", "kind", "mesh", "metadata", "spec", "status"})
public class ContainerPatch extends CustomResource<ContainerPatchSpec, ContainerPatchStatus>
    implements Namespaced {
  public static final String KIND = "ContainerPatch";

  private @Nullable String mesh;

  @Override
  protected ContainerPatchSpec initSpec() {
    return ContainerPatchSpec.EMPTY;
  }

  /** None counts as an empty one. */
  @Override
  public void setSpec(@Nullable ContainerPatchSpec spec) {
    super.setSpec(spec == null ? ContainerPatchSpec.EMPTY : spec);
  }

  /** Without meaning: a patch serves pods of every mesh. */
  public @Nullable String getMesh() {
    return mesh;
  }

  public void setMesh(@Nullable String mesh) {
    this.mesh = mesh;
  }
}
