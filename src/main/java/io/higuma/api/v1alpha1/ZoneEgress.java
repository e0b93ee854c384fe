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

/** A zone egress, made from a Pod. It belongs to no mesh. */
@Group("kuma.io")
@Version("v1alpha1")
@Plural("zoneegresses")
@ShortNames("ze")
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class ZoneEgress extends CustomResource<ZoneEgressSpec, Void> implements Namespaced {
  public static final String KIND = "ZoneEgress";

  @Override
  protected ZoneEgressSpec initSpec() {
    return ZoneEgressSpec.EMPTY;
  }

  /** None counts as an empty one. */
  @Override
  public void setSpec(@Nullable ZoneEgressSpec spec) {
    super.setSpec(spec == null ? ZoneEgressSpec.EMPTY : spec);
  }
}
