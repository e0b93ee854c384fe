package io.higuma.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonValue;
import io.higuma.inject.Reason;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a pod has a sidecar or has none, and why it looks as it does. Printed as JSON or YAML as it
 * is; empty lists and texts are left out.
 *
 * @param object what is explained: {@code Deployment shop/web}
 * @param summary the answer in one sentence
 * @param decision what injection says of a pod that is created now
 * @param apiServer whether the API server asks injection at all
 * @param pods the pods of a workload
 * @param causes what is in the way, the most probable first
 * @param sidecar how the sidecar is, or would be
 * @param metadata the labels and annotations that injection reads
 * @param settings the settings that are not as by default and change the pod
 * @param containerPatches in the order in which they apply
 * @param outdated what a new pod would get otherwise than this one has it
 * @param renewal how to have it renewed
 * @param notices what is odd
 * @param unknown what could not be read, and what is assumed instead
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder({"apiVersion", "kind"})
public record Explanation(
    String object,
    State state,
    String summary,
    Decision decision,
    ApiServer apiServer,
    List<PodState> pods,
    List<Cause> causes,
    @Nullable Sidecar sidecar,
    List<MetadataValue> metadata,
    List<SettingValue> settings,
    List<Patch> containerPatches,
    List<Difference> outdated,
    @Nullable Cure renewal,
    List<Odd> notices,
    List<String> unknown) {

  public Explanation {
    pods = List.copyOf(pods);
    causes = List.copyOf(causes);
    metadata = List.copyOf(metadata);
    settings = List.copyOf(settings);
    containerPatches = List.copyOf(containerPatches);
    outdated = List.copyOf(outdated);
    notices = List.copyOf(notices);
    unknown = List.copyOf(unknown);
  }

  /** The version of this form; it changes when a field changes its meaning or goes. */
  @JsonProperty
  public String apiVersion() {
    return "cli.higuma.io/v1alpha1";
  }

  @JsonProperty
  public String kind() {
    return "Explanation";
  }

  /** Whether a pod that is created now would be refused. */
  public boolean wouldRefuse() {
    return decision.outcome() == Outcome.REFUSE && apiServer.asks() != Asks.NO;
  }

  /** How it stands with the object. */
  public enum State {
    /** A pod with a sidecar. */
    INJECTED,
    /** A pod without one. */
    NOT_INJECTED,
    /** Not a pod yet. */
    WOULD_BE_INJECTED,
    WOULD_NOT_BE_INJECTED,
    WOULD_BE_REFUSED;

    @JsonValue
    String code() {
      return Reason.codeOf(this);
    }
  }

  /** What injection does with a pod that it is asked about. */
  public enum Outcome {
    INJECT,
    SKIP,
    REFUSE;

    @JsonValue
    String code() {
      return Reason.codeOf(this);
    }
  }

  /** Whether the API server asks. */
  public enum Asks {
    YES,
    NO,
    PERHAPS;

    @JsonValue
    String code() {
      return Reason.codeOf(this);
    }
  }

  /**
   * What injection decides.
   *
   * @param reason a stable code
   * @param sentence the reason in words
   * @param basis what the decision stands on
   * @param mistakes what is to be mended, when the pod is refused
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Decision(
      Outcome outcome, String reason, String sentence, List<Basis> basis, List<String> mistakes) {
    public Decision {
      basis = List.copyOf(basis);
      mistakes = List.copyOf(mistakes);
    }
  }

  /**
   * A value that decided.
   *
   * @param object whose it is: {@code Namespace shop}, or {@code setting}
   * @param origin of a setting, where its value comes from
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Basis(String object, String field, String value, String origin) {}

  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record ApiServer(Asks asks, String sentence, List<Webhook> webhooks) {
    public ApiServer {
      webhooks = List.copyOf(webhooks);
    }
  }

  /**
   * An entry of a MutatingWebhookConfiguration.
   *
   * @param why it selects the pod or does not
   * @param trusted whether it has a caBundle; a manifest need not have one, the control plane
   *     writes it
   * @param target a Service or URL
   */
  public record Webhook(
      String configuration,
      String name,
      Asks selects,
      String why,
      String failurePolicy,
      boolean trusted,
      String target) {}

  /**
   * A pod of the workload.
   *
   * @param outdated whether a new pod would get another sidecar
   * @param causes codes of why it has no sidecar
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record PodState(String name, boolean injected, boolean outdated, List<String> causes) {
    public PodState {
      causes = List.copyOf(causes);
    }
  }

  /**
   * How the sidecar is.
   *
   * @param meshNamedBy label, annotation or nobody
   * @param form {@code native} or {@code classic}
   * @param image empty when it can't be told which container is the sidecar
   * @param redirection how traffic gets to it
   * @param probes those that go through it
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Sidecar(
      String mesh,
      String meshNamedBy,
      String form,
      String image,
      Map<String, String> requests,
      Map<String, String> limits,
      String redirection,
      List<Probe> probes) {
    public Sidecar {
      probes = List.copyOf(probes);
    }
  }

  /** A probe that was pointed at the sidecar. */
  public record Probe(String container, String probe, String from, String to) {}

  /**
   * A label or annotation.
   *
   * @param object whose it is
   * @param changes what of the pod would be otherwise without it
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record MetadataValue(
      String object, String field, String key, String value, List<String> changes) {
    public MetadataValue {
      changes = List.copyOf(changes);
    }
  }

  /**
   * A setting.
   *
   * @param changes what of the pod would be otherwise with the default
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record SettingValue(
      String key,
      String value,
      @JsonProperty("default") String fallback,
      String origin,
      List<String> changes) {
    public SettingValue {
      changes = List.copyOf(changes);
    }
  }

  /** Whether a ContainerPatch is there. */
  public enum PatchState {
    FOUND,
    MISSING,
    UNKNOWN;

    @JsonValue
    String code() {
      return Reason.codeOf(this);
    }
  }

  /**
   * A ContainerPatch.
   *
   * @param namespace where it was found
   * @param namedBy {@code setting} or {@code annotation}
   * @param sidecarOperations how many operations it has for the sidecar
   * @param initOperations how many operations it has for the init container
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Patch(
      String name,
      String namespace,
      String namedBy,
      PatchState state,
      int sidecarOperations,
      int initOperations,
      List<String> mistakes,
      List<String> changes) {
    public Patch {
      mistakes = List.copyOf(mistakes);
      changes = List.copyOf(changes);
    }
  }

  /**
   * Something that is not as it would be now.
   *
   * @param because names of what has a say in it
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Difference(String place, String is, String wouldBe, List<String> because) {
    public Difference {
      because = List.copyOf(because);
    }
  }

  /** A notice with its code. */
  public record Odd(String reason, String message) {}
}
