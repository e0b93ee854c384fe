package io.higuma.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Higuma found out about a patch.
 *
 * @param observedGeneration the generation of the spec that this was found out about
 * @param conditions among them {@link #VALID}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ContainerPatchStatus(
    @Nullable Long observedGeneration, List<Condition> conditions, @Nullable UsedBy usedBy) {
  /** Type of the condition that says whether the patch can be applied. */
  public static final String VALID = "Valid";

  /**
   * Type of the condition that says whether the containers of most pods, and of the pods that use
   * the patch, can take it.
   */
  public static final String APPLICABLE = "Applicable";

  public ContainerPatchStatus {
    conditions = Copies.of(conditions);
  }

  /**
   * The pods that name the patch.
   *
   * @param pods how many
   * @param examples the first few of them as {@code namespace/name}, sorted
   * @param failing how many of them would be refused now because of the patch
   * @param failure one of these; absent when there is none
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record UsedBy(
      int pods,
      List<String> examples,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) int failing,
      @Nullable Failure failure) {
    public static final int MAX_EXAMPLES = 10;

    public UsedBy {
      examples = Copies.of(examples).stream().limit(MAX_EXAMPLES).toList();
    }

    /** When all of them can take it. */
    public UsedBy(int pods, List<String> examples) {
      this(pods, examples, 0, null);
    }
  }

  /**
   * A pod that would be refused now.
   *
   * @param pod as {@code namespace/name}
   * @param message what is wrong
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Failure(String pod, String message) {}
}
