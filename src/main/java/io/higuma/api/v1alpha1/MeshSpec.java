package io.higuma.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a Mesh says. Durations and free parts stay as the user wrote them, because a malformed one
 * must not keep an informer from reading the others.
 *
 * @param skipCreatingInitialPolicies kinds of default policies that are not made for this mesh;
 *     {@code *} is all of them
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MeshSpec(
    @Nullable Mtls mtls,
    @Nullable Tracing tracing,
    @Nullable Logging logging,
    @Nullable Metrics metrics,
    @Nullable Networking networking,
    @Nullable Routing routing,
    @Nullable Constraints constraints,
    List<String> skipCreatingInitialPolicies,
    @Nullable MeshServices meshServices) {
  public static final MeshSpec EMPTY =
      new MeshSpec(null, null, null, null, null, null, null, List.of(), null);

  public MeshSpec {
    skipCreatingInitialPolicies = Copies.of(skipCreatingInitialPolicies);
  }

  /** How services of the mesh are named; {@link MeshServicesMode#Disabled} when unsaid. */
  public MeshServicesMode meshServicesMode() {
    return meshServices == null ? MeshServicesMode.Disabled : meshServices.mode();
  }

  /**
   * Mutual TLS.
   *
   * @param enabledBackend name of the backend that signs certificates; empty is off
   * @param skipValidation whether admission leaves the backends unchecked
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  public record Mtls(
      @Nullable String enabledBackend, List<CaBackend> backends, boolean skipValidation) {
    public Mtls {
      backends = Copies.of(backends);
    }
  }

  /** Whether traffic without TLS is refused. */
  public enum TlsMode {
    STRICT,
    PERMISSIVE
  }

  /**
   * A certificate authority.
   *
   * @param type {@code builtin} or {@code provided}
   * @param conf depends on the type
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record CaBackend(
      @Nullable String name,
      @Nullable String type,
      @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
          @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = ZeroEnum.class)
          TlsMode mode,
      @Nullable DpCert dpCert,
      @Nullable RootChain rootChain,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JsonNode conf) {
    @SuppressWarnings("ConstantValue") // Jackson hands over null for what is absent
    public CaBackend {
      mode = mode == null ? TlsMode.STRICT : mode;
      conf = conf == null || conf.isNull() ? null : conf.deepCopy();
    }
  }

  /**
   * Certificates of data planes.
   *
   * @param requestTimeout a duration such as {@code 10s}
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record DpCert(@Nullable Rotation rotation, @Nullable String requestTimeout) {}

  /**
   * How long such a certificate lives.
   *
   * @param expiration {@code 0}, or a number and one unit of {@code y w d h m s ms}
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Rotation(@Nullable String expiration) {}

  /**
   * Fetching of the authority's own chain.
   *
   * @param requestTimeout a duration such as {@code 10s}
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record RootChain(@Nullable String requestTimeout) {}

  /** Traces. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Tracing(@Nullable String defaultBackend, List<TracingBackend> backends) {
    public Tracing {
      backends = Copies.of(backends);
    }
  }

  /**
   * Where traces go.
   *
   * @param sampling percent of requests; unset is the backend's own default
   * @param type {@code zipkin} or {@code datadog}
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record TracingBackend(
      @Nullable String name,
      @Nullable Double sampling,
      @Nullable String type,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JsonNode conf) {
    public TracingBackend {
      conf = conf == null || conf.isNull() ? null : conf.deepCopy();
    }
  }

  /** Access logs. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Logging(@Nullable String defaultBackend, List<LoggingBackend> backends) {
    public Logging {
      backends = Copies.of(backends);
    }
  }

  /**
   * Where access logs go.
   *
   * @param type {@code tcp} or {@code file}
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record LoggingBackend(
      @Nullable String name,
      @Nullable String format,
      @Nullable String type,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JsonNode conf) {
    public LoggingBackend {
      conf = conf == null || conf.isNull() ? null : conf.deepCopy();
    }
  }

  /** Metrics of the proxies. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Metrics(@Nullable String enabledBackend, List<MetricsBackend> backends) {
    public Metrics {
      backends = Copies.of(backends);
    }
  }

  /** Traffic that leaves the mesh. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Networking(@Nullable Outbound outbound) {}

  /**
   * Traffic to what no data plane serves.
   *
   * @param passthrough whether it is let through; unset is yes
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Outbound(@Nullable Boolean passthrough) {}

  /** How traffic finds its way. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  public record Routing(
      boolean localityAwareLoadBalancing,
      boolean zoneEgress,
      boolean defaultForbidMeshExternalServiceAccess) {}

  /** Which data planes may join. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Constraints(@Nullable DataplaneProxy dataplaneProxy) {}

  /** A data plane must match one requirement, if there are any, and no restriction. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record DataplaneProxy(List<Rule> requirements, List<Rule> restrictions) {
    public DataplaneProxy {
      requirements = Copies.of(requirements);
      restrictions = Copies.of(restrictions);
    }
  }

  /** Tags that must all be there; {@code *} stands for any value. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Rule(Map<String, String> tags) {
    public Rule {
      tags = Copies.of(tags);
    }
  }

  /** Whether MeshServices name the services of the mesh. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record MeshServices(
      @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
          @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = ZeroEnum.class)
          MeshServicesMode mode) {
    @SuppressWarnings("ConstantValue") // Jackson hands over null for what is absent
    public MeshServices {
      mode = mode == null ? MeshServicesMode.Disabled : mode;
    }
  }

  /** Names as they stand in the API. */
  public enum MeshServicesMode {
    Disabled,
    Everywhere,
    ReachableBackends,
    Exclusive
  }
}
