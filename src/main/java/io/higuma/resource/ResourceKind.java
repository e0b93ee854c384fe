package io.higuma.resource;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every kind of {@code kuma.io/v1alpha1}, and what admission and the controllers have to know of
 * it.
 */
public enum ResourceKind {
  MESH(
      "Mesh",
      "meshes",
      "m",
      Scope.CLUSTER,
      Format.LEGACY,
      Role.RESOURCE,
      false,
      false,
      Sync.GLOBAL_TO_ZONES),
  ZONE("Zone", "zones", "z", Scope.CLUSTER, Format.LEGACY, Role.RESOURCE, false, false, Sync.NONE),
  ZONE_INSIGHT(
      "ZoneInsight",
      "zoneinsights",
      "",
      Scope.CLUSTER,
      Format.LEGACY,
      Role.INSIGHT,
      false,
      false,
      Sync.NONE),
  MESH_INSIGHT(
      "MeshInsight",
      "meshinsights",
      "",
      Scope.CLUSTER,
      Format.LEGACY,
      Role.INSIGHT,
      false,
      false,
      Sync.NONE),
  SERVICE_INSIGHT(
      "ServiceInsight",
      "serviceinsights",
      "",
      Scope.CLUSTER,
      Format.LEGACY,
      Role.INSIGHT,
      true,
      false,
      Sync.GLOBAL_TO_ZONES),
  CIRCUIT_BREAKER(
      "CircuitBreaker",
      "circuitbreakers",
      "",
      Scope.CLUSTER,
      Format.LEGACY,
      Role.LEGACY_POLICY,
      true,
      false,
      Sync.GLOBAL_TO_ZONES),
  EXTERNAL_SERVICE(
      "ExternalService",
      "externalservices",
      "",
      Scope.CLUSTER,
      Format.LEGACY,
      Role.RESOURCE,
      true,
      false,
      Sync.GLOBAL_TO_ZONES),
  FAULT_INJECTION(
      "FaultInjection",
      "faultinjections",
      "",
      Scope.CLUSTER,
      Format.LEGACY,
      Role.LEGACY_POLICY,
      true,
      false,
      Sync.GLOBAL_TO_ZONES),
  HEALTH_CHECK(
      "HealthCheck",
      "healthchecks",
      "",
      Scope.CLUSTER,
      Format.LEGACY,
      Role.LEGACY_POLICY,
      true,
      false,
      Sync.GLOBAL_TO_ZONES),
  MESH_GATEWAY(
      "MeshGateway",
      "meshgateways",
      "mgw",
      Scope.CLUSTER,
      Format.LEGACY,
      Role.RESOURCE,
      true,
      false,
      Sync.BOTH),
  MESH_GATEWAY_ROUTE(
      "MeshGatewayRoute",
      "meshgatewayroutes",
      "",
      Scope.CLUSTER,
      Format.LEGACY,
      Role.RESOURCE,
      true,
      false,
      Sync.GLOBAL_TO_ZONES),
  PROXY_TEMPLATE(
      "ProxyTemplate",
      "proxytemplates",
      "",
      Scope.CLUSTER,
      Format.LEGACY,
      Role.LEGACY_POLICY,
      true,
      false,
      Sync.GLOBAL_TO_ZONES),
  RATE_LIMIT(
      "RateLimit",
      "ratelimits",
      "",
      Scope.CLUSTER,
      Format.LEGACY,
      Role.LEGACY_POLICY,
      true,
      false,
      Sync.GLOBAL_TO_ZONES),
  RETRY(
      "Retry",
      "retries",
      "",
      Scope.CLUSTER,
      Format.LEGACY,
      Role.LEGACY_POLICY,
      true,
      false,
      Sync.GLOBAL_TO_ZONES),
  TIMEOUT(
      "Timeout",
      "timeouts",
      "",
      Scope.CLUSTER,
      Format.LEGACY,
      Role.LEGACY_POLICY,
      true,
      false,
      Sync.GLOBAL_TO_ZONES),
  TRAFFIC_LOG(
      "TrafficLog",
      "trafficlogs",
      "",
      Scope.CLUSTER,
      Format.LEGACY,
      Role.LEGACY_POLICY,
      true,
      false,
      Sync.GLOBAL_TO_ZONES),
  TRAFFIC_PERMISSION(
      "TrafficPermission",
      "trafficpermissions",
      "",
      Scope.CLUSTER,
      Format.LEGACY,
      Role.LEGACY_POLICY,
      true,
      false,
      Sync.GLOBAL_TO_ZONES),
  TRAFFIC_ROUTE(
      "TrafficRoute",
      "trafficroutes",
      "",
      Scope.CLUSTER,
      Format.LEGACY,
      Role.LEGACY_POLICY,
      true,
      false,
      Sync.GLOBAL_TO_ZONES),
  TRAFFIC_TRACE(
      "TrafficTrace",
      "traffictraces",
      "",
      Scope.CLUSTER,
      Format.LEGACY,
      Role.LEGACY_POLICY,
      true,
      false,
      Sync.GLOBAL_TO_ZONES),
  VIRTUAL_OUTBOUND(
      "VirtualOutbound",
      "virtualoutbounds",
      "",
      Scope.CLUSTER,
      Format.LEGACY,
      Role.RESOURCE,
      true,
      false,
      Sync.GLOBAL_TO_ZONES),
  DATAPLANE(
      "Dataplane",
      "dataplanes",
      "dp",
      Scope.NAMESPACE,
      Format.LEGACY,
      Role.RESOURCE,
      true,
      false,
      Sync.ZONE_TO_GLOBAL),
  DATAPLANE_INSIGHT(
      "DataplaneInsight",
      "dataplaneinsights",
      "",
      Scope.NAMESPACE,
      Format.LEGACY,
      Role.INSIGHT,
      true,
      false,
      Sync.ZONE_TO_GLOBAL),
  ZONE_INGRESS(
      "ZoneIngress",
      "zoneingresses",
      "zi",
      Scope.NAMESPACE,
      Format.LEGACY,
      Role.RESOURCE,
      false,
      false,
      Sync.ZONE_TO_GLOBAL),
  ZONE_INGRESS_INSIGHT(
      "ZoneIngressInsight",
      "zoneingressinsights",
      "",
      Scope.NAMESPACE,
      Format.LEGACY,
      Role.INSIGHT,
      false,
      false,
      Sync.ZONE_TO_GLOBAL),
  ZONE_EGRESS(
      "ZoneEgress",
      "zoneegresses",
      "ze",
      Scope.NAMESPACE,
      Format.LEGACY,
      Role.RESOURCE,
      false,
      false,
      Sync.ZONE_TO_GLOBAL),
  ZONE_EGRESS_INSIGHT(
      "ZoneEgressInsight",
      "zoneegressinsights",
      "",
      Scope.NAMESPACE,
      Format.LEGACY,
      Role.INSIGHT,
      false,
      false,
      Sync.ZONE_TO_GLOBAL),
  CONTAINER_PATCH(
      "ContainerPatch",
      "containerpatches",
      "",
      Scope.NAMESPACE,
      Format.LEGACY,
      Role.KUBERNETES,
      true,
      true,
      Sync.NONE),
  MESH_ACCESS_LOG(
      "MeshAccessLog",
      "meshaccesslogs",
      "mal",
      Scope.NAMESPACE,
      Format.NEW,
      Role.POLICY,
      true,
      false,
      Sync.BOTH),
  MESH_CIRCUIT_BREAKER(
      "MeshCircuitBreaker",
      "meshcircuitbreakers",
      "mcb",
      Scope.NAMESPACE,
      Format.NEW,
      Role.POLICY,
      true,
      false,
      Sync.BOTH),
  MESH_FAULT_INJECTION(
      "MeshFaultInjection",
      "meshfaultinjections",
      "mfi",
      Scope.NAMESPACE,
      Format.NEW,
      Role.POLICY,
      true,
      false,
      Sync.BOTH),
  MESH_HEALTH_CHECK(
      "MeshHealthCheck",
      "meshhealthchecks",
      "mhc",
      Scope.NAMESPACE,
      Format.NEW,
      Role.POLICY,
      true,
      false,
      Sync.BOTH),
  MESH_HTTP_ROUTE(
      "MeshHTTPRoute",
      "meshhttproutes",
      "mhttpr",
      Scope.NAMESPACE,
      Format.NEW,
      Role.POLICY,
      true,
      false,
      Sync.BOTH),
  MESH_LOAD_BALANCING_STRATEGY(
      "MeshLoadBalancingStrategy",
      "meshloadbalancingstrategies",
      "mlbs",
      Scope.NAMESPACE,
      Format.NEW,
      Role.POLICY,
      true,
      false,
      Sync.BOTH),
  MESH_METRIC(
      "MeshMetric",
      "meshmetrics",
      "mm",
      Scope.NAMESPACE,
      Format.NEW,
      Role.POLICY,
      true,
      false,
      Sync.BOTH),
  MESH_PASSTHROUGH(
      "MeshPassthrough",
      "meshpassthroughs",
      "mp",
      Scope.NAMESPACE,
      Format.NEW,
      Role.POLICY,
      true,
      false,
      Sync.BOTH),
  MESH_PROXY_PATCH(
      "MeshProxyPatch",
      "meshproxypatches",
      "mpp",
      Scope.NAMESPACE,
      Format.NEW,
      Role.POLICY,
      true,
      false,
      Sync.BOTH),
  MESH_RATE_LIMIT(
      "MeshRateLimit",
      "meshratelimits",
      "mrl",
      Scope.NAMESPACE,
      Format.NEW,
      Role.POLICY,
      true,
      false,
      Sync.BOTH),
  MESH_RETRY(
      "MeshRetry",
      "meshretries",
      "mr",
      Scope.NAMESPACE,
      Format.NEW,
      Role.POLICY,
      true,
      false,
      Sync.BOTH),
  MESH_TCP_ROUTE(
      "MeshTCPRoute",
      "meshtcproutes",
      "mtcpr",
      Scope.NAMESPACE,
      Format.NEW,
      Role.POLICY,
      true,
      false,
      Sync.BOTH),
  MESH_TIMEOUT(
      "MeshTimeout",
      "meshtimeouts",
      "mt",
      Scope.NAMESPACE,
      Format.NEW,
      Role.POLICY,
      true,
      false,
      Sync.BOTH),
  MESH_TLS(
      "MeshTLS",
      "meshtlses",
      "mtls",
      Scope.NAMESPACE,
      Format.NEW,
      Role.POLICY,
      true,
      false,
      Sync.BOTH),
  MESH_TRACE(
      "MeshTrace",
      "meshtraces",
      "mtr",
      Scope.NAMESPACE,
      Format.NEW,
      Role.POLICY,
      true,
      false,
      Sync.BOTH),
  MESH_TRAFFIC_PERMISSION(
      "MeshTrafficPermission",
      "meshtrafficpermissions",
      "mtp",
      Scope.NAMESPACE,
      Format.NEW,
      Role.POLICY,
      true,
      false,
      Sync.BOTH),
  HOSTNAME_GENERATOR(
      "HostnameGenerator",
      "hostnamegenerators",
      "hg",
      Scope.NAMESPACE,
      Format.NEW,
      Role.RESOURCE,
      false,
      true,
      Sync.BOTH),
  MESH_SERVICE(
      "MeshService",
      "meshservices",
      "msvc",
      Scope.NAMESPACE,
      Format.NEW,
      Role.RESOURCE,
      true,
      false,
      Sync.ZONE_TO_GLOBAL),
  MESH_EXTERNAL_SERVICE(
      "MeshExternalService",
      "meshexternalservices",
      "extsvc",
      Scope.NAMESPACE,
      Format.NEW,
      Role.RESOURCE,
      true,
      true,
      Sync.BOTH),
  MESH_MULTI_ZONE_SERVICE(
      "MeshMultiZoneService",
      "meshmultizoneservices",
      "mzsvc",
      Scope.NAMESPACE,
      Format.NEW,
      Role.RESOURCE,
      true,
      false,
      Sync.GLOBAL_TO_ZONES),
  MESH_IDENTITY(
      "MeshIdentity",
      "meshidentities",
      "mid",
      Scope.NAMESPACE,
      Format.NEW,
      Role.RESOURCE,
      true,
      true,
      Sync.BOTH),
  MESH_TRUST(
      "MeshTrust",
      "meshtrusts",
      "mtrust",
      Scope.NAMESPACE,
      Format.NEW,
      Role.RESOURCE,
      true,
      true,
      Sync.BOTH),
  MESH_OPEN_TELEMETRY_BACKEND(
      "MeshOpenTelemetryBackend",
      "meshopentelemetrybackends",
      "motb",
      Scope.NAMESPACE,
      Format.NEW,
      Role.RESOURCE,
      true,
      true,
      Sync.BOTH),
  MESH_ZONE_ADDRESS(
      "MeshZoneAddress",
      "meshzoneaddresses",
      "mza",
      Scope.NAMESPACE,
      Format.NEW,
      Role.RESOURCE,
      true,
      false,
      Sync.ZONE_TO_GLOBAL),
  WORKLOAD(
      "Workload",
      "workloads",
      "wl",
      Scope.NAMESPACE,
      Format.NEW,
      Role.RESOURCE,
      true,
      false,
      Sync.ZONE_TO_GLOBAL),
  MESH_GATEWAY_INSTANCE(
      "MeshGatewayInstance",
      "meshgatewayinstances",
      "",
      Scope.NAMESPACE,
      Format.NEW,
      Role.KUBERNETES,
      true,
      false,
      Sync.NONE),
  MESH_GATEWAY_CONFIG(
      "MeshGatewayConfig",
      "meshgatewayconfigs",
      "",
      Scope.CLUSTER,
      Format.NEW,
      Role.KUBERNETES,
      false,
      false,
      Sync.NONE);

  private static final Map<String, ResourceKind> BY_NAME =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(ResourceKind::kind, Function.identity()));

  private final String kind;
  private final String plural;
  private final String shortName;
  private final Scope scope;
  private final Format format;
  private final Role role;
  private final boolean inMesh;
  private final boolean inSystemNamespace;
  private final Sync sync;

  ResourceKind(
      String kind,
      String plural,
      String shortName,
      Scope scope,
      Format format,
      Role role,
      boolean inMesh,
      boolean inSystemNamespace,
      Sync sync) {
    this.kind = kind;
    this.plural = plural;
    this.shortName = shortName;
    this.scope = scope;
    this.format = format;
    this.role = role;
    this.inMesh = inMesh;
    this.inSystemNamespace = inSystemNamespace;
    this.sync = sync;
  }

  /** The kind of that name; letters count: {@code MeshHTTPRoute}. */
  public static Optional<ResourceKind> of(String kind) {
    return Optional.ofNullable(BY_NAME.get(kind));
  }

  public String kind() {
    return kind;
  }

  public String plural() {
    return plural;
  }

  /** What kubectl takes in place of the plural; empty if nothing. */
  public Optional<String> shortName() {
    return Optional.of(shortName).filter(name -> !name.isEmpty());
  }

  public Scope scope() {
    return scope;
  }

  public Format format() {
    return format;
  }

  public Role role() {
    return role;
  }

  /** Whether an object belongs to one mesh. */
  public boolean isInMesh() {
    return inMesh;
  }

  /** Whether users may create it in the system namespace alone. */
  public boolean isInSystemNamespace() {
    return inSystemNamespace;
  }

  public Sync sync() {
    return sync;
  }

  /** Who makes the objects of it. */
  public Writer writer() {
    return switch (this) {
      case DATAPLANE, ZONE_INGRESS, ZONE_EGRESS, MESH_ZONE_ADDRESS, WORKLOAD ->
          Writer.CONTROL_PLANE;
      case MESH,
          ZONE,
          HOSTNAME_GENERATOR,
          MESH_SERVICE,
          MESH_TRUST,
          MESH_TIMEOUT,
          MESH_CIRCUIT_BREAKER,
          MESH_RETRY,
          TRAFFIC_PERMISSION,
          TRAFFIC_ROUTE ->
          Writer.BOTH;
      default -> role == Role.INSIGHT ? Writer.CONTROL_PLANE : Writer.USER;
    };
  }

  /** What Higuma does with the objects of it today. */
  public Support support() {
    return SupportOfKinds.of(this);
  }

  /**
   * What a user who applies an object has to know: a sentence that names the kind and says why its
   * objects have no effect. Empty if they have one.
   */
  public Optional<String> unsupported() {
    return switch (support()) {
      case Support.ActedOn ignored -> Optional.empty();
      case Support.StoredOnly(var reason) ->
          Optional.of("%s is stored and has no effect: %s".formatted(kind, reason));
    };
  }

  /** Where Kubernetes keeps objects. */
  public enum Scope {
    CLUSTER,
    NAMESPACE
  }

  /** How an object is written. */
  public enum Format {
    /** The mesh is a field beside {@code spec}, which is JSON of a protobuf message. */
    LEGACY,
    /** The mesh is the label {@code kuma.io/mesh}; {@code spec} has a structural schema. */
    NEW
  }

  /** What an object is for. */
  public enum Role {
    RESOURCE,
    /** With {@code targetRef}. */
    POLICY,
    /** With {@code sources} and {@code destinations}, or {@code selectors}. */
    LEGACY_POLICY,
    /** What the control plane saw; users only read it. */
    INSIGHT,
    /** Known to Kubernetes alone: no label is computed, and no mesh checked. */
    KUBERNETES
  }

  /** Who makes objects. */
  public enum Writer {
    USER,
    CONTROL_PLANE,
    BOTH
  }

  /** Between which control planes an object travels. */
  public enum Sync {
    NONE,
    GLOBAL_TO_ZONES,
    ZONE_TO_GLOBAL,
    BOTH;

    /** Whether a zone may make objects of its own, for others to know. */
    public boolean isFromZone() {
      return this == ZONE_TO_GLOBAL || this == BOTH;
    }

    /** Whether the global control plane may make objects for the zones. */
    public boolean isFromGlobal() {
      return this == GLOBAL_TO_ZONES || this == BOTH;
    }
  }
}
