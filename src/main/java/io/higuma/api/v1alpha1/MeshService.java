package io.higuma.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** A service in the mesh. Its mesh is a label, and its status an ordinary field. */
@Group("kuma.io")
@Version("v1alpha1")
@Plural("meshservices")
@ShortNames("msvc")
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class MeshService extends CustomResource<MeshServiceSpec, MeshServiceStatus>
    implements Namespaced {
  public static final String KIND = "MeshService";

  @Override
  protected MeshServiceSpec initSpec() {
    return MeshServiceSpec.EMPTY;
  }

  @Override
  protected MeshServiceStatus initStatus() {
    return MeshServiceStatus.EMPTY;
  }

  /** None counts as an empty one. */
  @Override
  public void setSpec(@Nullable MeshServiceSpec spec) {
    super.setSpec(spec == null ? MeshServiceSpec.EMPTY : spec);
  }

  /** None counts as an empty one. */
  @Override
  public void setStatus(@Nullable MeshServiceStatus status) {
    super.setStatus(status == null ? MeshServiceStatus.EMPTY : status);
  }
}
