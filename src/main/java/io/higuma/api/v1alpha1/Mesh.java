package io.higuma.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** A mesh: what its data planes have in common. Kuma's has no status. */
@Group("kuma.io")
@Version("v1alpha1")
@Plural("meshes")
@ShortNames("m")
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class Mesh extends CustomResource<MeshSpec, MeshStatus> {
  public static final String KIND = "Mesh";

  @Override
  protected MeshSpec initSpec() {
    return MeshSpec.EMPTY;
  }

  /** None counts as an empty one. */
  @Override
  public void setSpec(@Nullable MeshSpec spec) {
    super.setSpec(spec == null ? MeshSpec.EMPTY : spec);
  }
}
