package io.higuma.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Patches of JSON (RFC 6902), applied in order.
 *
 * @param initPatch to the container {@code kuma-init}
 * @param sidecarPatch to the container {@code kuma-sidecar}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ContainerPatchSpec(List<Operation> initPatch, List<Operation> sidecarPatch) {
  public static final ContainerPatchSpec EMPTY = new ContainerPatchSpec(List.of(), List.of());

  public ContainerPatchSpec {
    initPatch = Copies.of(initPatch);
    sidecarPatch = Copies.of(sidecarPatch);
  }

  /**
   * One step of a patch. All texts are as the user wrote them, because objects that were stored
   * before the schema applied must still be read.
   *
   * @param from where {@code move} and {@code copy} take the value
   * @param op {@code add}, {@code remove}, {@code replace}, {@code move} or {@code copy}
   * @param path a JSON pointer
   * @param value JSON as text; a string stands in quotes of its own
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Operation(
      @Nullable String from, @Nullable String op, @Nullable String path, @Nullable String value) {}
}
