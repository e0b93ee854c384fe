package io.higuma.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a Dataplane says. Ports are numbers of 32 bits, which admission holds to 1..65535. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DataplaneSpec(
    @Nullable Networking networking, @Nullable MetricsBackend metrics, @Nullable Probes probes) {
  public static final DataplaneSpec EMPTY = new DataplaneSpec(null, null, null);

  /** The port of an inbound that no Service leads to. */
  public static final long SERVICELESS_PORT = 49151;

  /**
   * Where the proxy is, what it serves and what it reaches.
   *
   * @param address an IP address or DNS name under which other data planes reach it
   * @param advertisedAddress the same from other networks
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Networking(
      @Nullable String address,
      @Nullable String advertisedAddress,
      @Nullable Gateway gateway,
      List<Inbound> inbound,
      List<Listener> listeners,
      List<Outbound> outbound,
      @Nullable TransparentProxying transparentProxying,
      @Nullable Admin admin) {
    public Networking {
      inbound = Copies.of(inbound);
      listeners = Copies.of(listeners);
      outbound = Copies.of(outbound);
    }
  }

  /**
   * A port that the proxy serves for the workload.
   *
   * @param port where other proxies connect
   * @param servicePort where the workload listens; zero is the same as {@code port}
   * @param health the state in the form of older versions
   * @param name the section that policies refer to
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  public record Inbound(
      long port,
      long servicePort,
      @Nullable String serviceAddress,
      @Nullable String address,
      Map<String, String> tags,
      @Nullable Health health,
      @Nullable ServiceProbe serviceProbe,
      @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
          @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = ZeroEnum.class)
          InboundState state,
      @Nullable String name,
      @Nullable String protocol) {
    @SuppressWarnings("ConstantValue") // Jackson hands over null for what is absent
    public Inbound {
      tags = Copies.of(tags);
      state = state == null ? InboundState.Ready : state;
    }
  }

  /** Whether an inbound takes traffic; names as they stand in the API. */
  public enum InboundState {
    Ready,
    NotReady,
    /** The workload is there, but its Service does not select it. */
    Ignored
  }

  /** False is written as an empty object. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  public record Health(boolean ready) {}

  /**
   * How the proxy checks the workload; times are durations such as {@code 10s}.
   *
   * @param unhealthyThreshold failures in a row
   * @param healthyThreshold successes in a row
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ServiceProbe(
      @Nullable String interval,
      @Nullable String timeout,
      @Nullable Long unhealthyThreshold,
      @Nullable Long healthyThreshold,
      @Nullable Tcp tcp) {}

  /** A check that only connects. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Tcp() {}

  /**
   * An address at which the workload reaches a service.
   *
   * @param address unset is {@code 127.0.0.1}
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  public record Outbound(
      @Nullable String address,
      long port,
      Map<String, String> tags,
      @Nullable OutboundBackend backendRef) {
    public Outbound {
      tags = Copies.of(tags);
    }
  }

  /** The service behind an outbound. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  public record OutboundBackend(
      @Nullable String kind, @Nullable String name, long port, Map<String, String> labels) {
    public OutboundBackend {
      labels = Copies.of(labels);
    }
  }

  /** Takes traffic from outside the mesh, so that nothing is redirected on its way in. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Gateway(
      @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
          @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = ZeroEnum.class)
          GatewayType type,
      Map<String, String> tags) {
    @SuppressWarnings("ConstantValue") // Jackson hands over null for what is absent
    public Gateway {
      type = type == null ? GatewayType.DELEGATED : type;
      tags = Copies.of(tags);
    }
  }

  /** Who makes the gateway: another product, or the mesh. */
  public enum GatewayType {
    DELEGATED,
    BUILTIN
  }

  /**
   * How traffic is redirected to the proxy.
   *
   * @param directAccessServices services whose instances are reached one by one; {@code *} is all
   * @param reachableServices the only services that are reached; empty is all
   * @param reachableBackends the only backends that are reached; unset is all
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  public record TransparentProxying(
      long redirectPortInbound,
      long redirectPortOutbound,
      List<String> directAccessServices,
      List<String> reachableServices,
      @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
          @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = ZeroEnum.class)
          IpFamilyMode ipFamilyMode,
      @Nullable ReachableBackends reachableBackends) {
    public static final TransparentProxying NONE =
        new TransparentProxying(0, 0, List.of(), List.of(), IpFamilyMode.UnSpecified, null);

    @SuppressWarnings("ConstantValue") // Jackson hands over null for what is absent
    public TransparentProxying {
      directAccessServices = Copies.of(directAccessServices);
      reachableServices = Copies.of(reachableServices);
      ipFamilyMode = ipFamilyMode == null ? IpFamilyMode.UnSpecified : ipFamilyMode;
    }

    public TransparentProxying withReachableBackends(ReachableBackends backends) {
      return new TransparentProxying(
          redirectPortInbound,
          redirectPortOutbound,
          directAccessServices,
          reachableServices,
          ipFamilyMode,
          backends);
    }
  }

  /** Names as they stand in the API. */
  public enum IpFamilyMode {
    UnSpecified,
    DualStack,
    IPv4,
    IPv6
  }

  /** No references mean that no backend is reached. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record ReachableBackends(List<ReachableBackend> refs) {
    public static final ReachableBackends NONE = new ReachableBackends(List.of());

    public ReachableBackends {
      refs = Copies.of(refs);
    }
  }

  /**
   * A backend by name, or several by labels.
   *
   * @param port unset is every port
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record ReachableBackend(
      @Nullable String kind,
      @Nullable String name,
      @Nullable String namespace,
      @Nullable Long port,
      Map<String, String> labels) {
    public ReachableBackend {
      labels = Copies.of(labels);
    }
  }

  /** Envoy's admin interface. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  public record Admin(long port) {}

  /** A port that serves other zones or leads to them. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  public record Listener(
      @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
          @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = ZeroEnum.class)
          ListenerType type,
      @Nullable String address,
      long port,
      @Nullable String name,
      @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
          @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = ZeroEnum.class)
          ListenerState state) {
    @SuppressWarnings("ConstantValue") // Jackson hands over null for what is absent
    public Listener {
      type = type == null ? ListenerType.Unspecified : type;
      state = state == null ? ListenerState.Ready : state;
    }
  }

  /** Names as they stand in the API. */
  public enum ListenerType {
    Unspecified,
    ZoneIngress,
    ZoneEgress
  }

  /** Names as they stand in the API. */
  public enum ListenerState {
    Ready,
    NotReady
  }

  /** Probes of the kubelet that go through the proxy. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  public record Probes(long port, List<ProbeEndpoint> endpoints) {
    public Probes {
      endpoints = Copies.of(endpoints);
    }
  }

  /**
   * One probe.
   *
   * @param inboundPort where the workload answers it
   * @param inboundPath the path there
   * @param path the path at the proxy
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  public record ProbeEndpoint(
      long inboundPort, @Nullable String inboundPath, @Nullable String path) {}
}
