package io.higuma.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a MeshService says.
 *
 * @param identities of the data planes that serve; kept by the control plane
 * @param state {@code Available} or {@code Unavailable}; kept by the control plane
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MeshServiceSpec(
    @Nullable Selector selector,
    List<Port> ports,
    List<Identity> identities,
    @Nullable String state) {
  public static final MeshServiceSpec EMPTY = new MeshServiceSpec(null, List.of(), List.of(), null);

  public MeshServiceSpec {
    ports = Copies.of(ports);
    identities = Copies.of(identities);
  }

  /**
   * The data planes that serve; at most one of the three is set.
   *
   * @param dataplaneTags those with an inbound that has all these tags
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Selector(
      Map<String, String> dataplaneTags,
      @Nullable DataplaneRef dataplaneRef,
      @Nullable DataplaneLabels dataplaneLabels) {
    public Selector {
      dataplaneTags = Copies.of(dataplaneTags);
    }

    public static Selector ofTags(Map<String, String> tags) {
      return new Selector(tags, null, null);
    }

    public static Selector ofLabels(Map<String, String> labels) {
      return new Selector(Map.of(), null, new DataplaneLabels(labels));
    }

    public static Selector ofName(String name) {
      return new Selector(Map.of(), new DataplaneRef(name), null);
    }
  }

  /**
   * A single one.
   *
   * @param name with its namespace: {@code web-0.shop}
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record DataplaneRef(@Nullable String name) {}

  /** Those that have all these labels. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record DataplaneLabels(Map<String, String> matchLabels) {
    public DataplaneLabels {
      matchLabels = Copies.of(matchLabels);
    }
  }

  /**
   * A port of the service.
   *
   * @param targetPort number or name at the data plane; unset is the same number
   * @param appProtocol what is spoken there; {@code tcp} when nothing is said
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Port(
      int port, @Nullable IntOrString targetPort, @Nullable String name, String appProtocol) {
    @SuppressWarnings("ConstantValue") // Jackson hands over null for what is absent
    public Port {
      appProtocol = Objects.requireNonNullElse(appProtocol, "tcp");
    }
  }

  /**
   * Whom clients may expect to answer.
   *
   * @param type {@code ServiceTag} or {@code SpiffeID}
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Identity(@Nullable String type, @Nullable String value) {}
}
