package io.higuma.targetref;

/**
 * Why a policy is not for a proxy.
 *
 * @param sentence for a person, with both sides: what is wanted, and what there is
 */
public record Obstacle(Reason reason, String sentence) {
  /** For tools: the first of these that holds. */
  public enum Reason {
    MESH,
    SHADOW,
    ZONE,
    NAMESPACE,
    /** Its targetRef has a kind that does not exist, or that selects no proxies. */
    KIND,
    PROXY_TYPE,
    BUILTIN_GATEWAY,
    LABELS,
    NAME,
    SECTION_NAME,
    TAGS,
    MESH_GATEWAY,
    ROUTE
  }
}
