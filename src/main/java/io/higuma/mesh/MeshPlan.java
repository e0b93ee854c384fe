package io.higuma.mesh;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be made for a mesh. Empty when all is there.
 *
 * @param authorities one for each builtin backend that lacks something
 * @param signingKey name of the Secret of a key that signs tokens of data planes
 * @param policies default policies to create
 * @param relabelled default policies that lack labels
 * @param mark whether the mesh then has its defaults, and must be told so
 */
public record MeshPlan(
    List<NewAuthority> authorities,
    Optional<String> signingKey,
    List<GenericKubernetesResource> policies,
    List<Relabelled> relabelled,
    Mark mark) {
  public MeshPlan {
    authorities = List.copyOf(authorities);
    policies = List.copyOf(policies);
    relabelled = List.copyOf(relabelled);
  }

  /** The annotation of a mesh that had its defaults made. */
  public enum Mark {
    SET,
    LEFT_ALONE
  }

  /**
   * An authority to make. The key comes first: a certificate can be made anew for a key, but not
   * the other way round, so an end at any point does no harm.
   */
  public record NewAuthority(String backend, CaBackendConf.Builtin conf, Missing missing) {}

  /** What an authority lacks. */
  public enum Missing {
    KEY_AND_CERTIFICATE,
    CERTIFICATE
  }

  /**
   * A policy that lacks labels.
   *
   * @param labels those to add
   */
  public record Relabelled(GenericKubernetesResource policy, Map<String, String> labels) {
    public Relabelled {
      labels = Map.copyOf(labels);
    }
  }
}
