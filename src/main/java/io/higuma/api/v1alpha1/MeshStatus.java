package io.higuma.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Higuma found out about a mesh.
 *
 * @param observedGeneration the generation of the spec that this was found out about
 * @param conditions {@link #READY} and its parts
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MeshStatus(@Nullable Long observedGeneration, List<Condition> conditions) {
  /** Type of the condition that says whether the mesh has all that it asks for. */
  public static final String READY = "Ready";

  /** Whether it can sign certificates; absent from a mesh that asks for no authority. */
  public static final String CERTIFICATE_AUTHORITY = "CertificateAuthority";

  /** Whether its default policies were made. */
  public static final String DEFAULT_POLICIES = "DefaultPolicies";

  /** Whether no sidecar of the mesh that we injected would come out differently today. */
  public static final String SIDECARS_UP_TO_DATE = "SidecarsUpToDate";

  public MeshStatus {
    conditions = Copies.of(conditions);
  }
}
