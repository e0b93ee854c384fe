package io.higuma.mesh;

import java.util.List;
import java.util.Optional;

/**
 * What came out of looking after a mesh.
 *
 * @param malformed what is wrong with a spec that can't be read; nothing else is known then
 * @param authorities one for each backend
 * @param policies empty when nobody looked
 * @param created what was made, as {@code Kind name}
 * @param made names of backends whose authority was made
 */
record MeshFindings(
    Optional<Verdict> malformed,
    List<Verdict> authorities,
    Optional<Verdict> policies,
    List<String> created,
    List<String> made) {
  MeshFindings {
    authorities = List.copyOf(authorities);
    created = List.copyOf(created);
    made = List.copyOf(made);
  }

  static MeshFindings malformed(String sentence) {
    return new MeshFindings(
        Optional.of(Verdict.bad("Malformed", sentence)),
        List.of(),
        Optional.empty(),
        List.of(),
        List.of());
  }

  /** Whether something may be better without a change of the mesh. */
  boolean isWorthAnotherLook() {
    return !authorities.stream().allMatch(Verdict::isGood)
        || !policies.stream().allMatch(Verdict::isGood);
  }
}
