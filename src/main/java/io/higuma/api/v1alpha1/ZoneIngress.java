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

/** A zone ingress, made from a Pod. It belongs to no mesh. */
@Group("kuma.io")
@Version("v1alpha1")
@Plural("zoneingresses")
@ShortNames("zi")
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class ZoneIngress extends CustomResource<ZoneIngressSpec, Void> implements Namespaced {
  public static final String KIND = "ZoneIngress";

  @Override
  protected ZoneIngressSpec initSpec() {
    return ZoneIngressSpec.EMPTY;
  }

  /** None counts as an empty one. */
  @Override
  public void setSpec(@Nullable ZoneIngressSpec spec) {
    super.setSpec(spec == null ? ZoneIngressSpec.EMPTY : spec);
  }
}
