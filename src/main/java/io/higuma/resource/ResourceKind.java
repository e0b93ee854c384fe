package io.higuma.resource;

import static io.higuma.resource.KindFacts.insight;
import static io.higuma.resource.KindFacts.legacy;
import static io.higuma.resource.KindFacts.legacyPolicy;
import static io.higuma.resource.KindFacts.ofKubernetes;
import static io.higuma.resource.KindFacts.policy;
import static io.higuma.resource.KindFacts.resource;

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
  MESH(legacy("Mesh", "meshes", "m", Scope.CLUSTER, Sync.GLOBAL_TO_ZONES).outsideMeshes()),
  ZONE(legacy("Zone", "zones", "z", Scope.CLUSTER, Sync.NONE).outsideMeshes()),
  ZONE_INSIGHT(insight("ZoneInsight", "zoneinsights", Scope.CLUSTER, Sync.NONE).outsideMeshes()),
  MESH_INSIGHT(insight("MeshInsight", "meshinsights", Scope.CLUSTER, Sync.NONE).outsideMeshes()),
  SERVICE_INSIGHT(
      insight("ServiceInsight", "serviceinsights", Scope.CLUSTER, Sync.GLOBAL_TO_ZONES)),
  CIRCUIT_BREAKER(legacyPolicy("CircuitBreaker", "circuitbreakers")),
  EXTERNAL_SERVICE(
      legacy("ExternalService", "externalservices", "", Scope.CLUSTER, Sync.GLOBAL_TO_ZONES)),
  FAULT_INJECTION(legacyPolicy("FaultInjection", "faultinjections")),
  HEALTH_CHECK(legacyPolicy("HealthCheck", "healthchecks")),
  MESH_GATEWAY(legacy("MeshGateway", "meshgateways", "mgw", Scope.CLUSTER, Sync.BOTH)),
  MESH_GATEWAY_ROUTE(
      legacy("MeshGatewayRoute", "meshgatewayroutes", "", Scope.CLUSTER, Sync.GLOBAL_TO_ZONES)),
  PROXY_TEMPLATE(legacyPolicy("ProxyTemplate", "proxytemplates")),
  RATE_LIMIT(legacyPolicy("RateLimit", "ratelimits")),
  RETRY(legacyPolicy("Retry", "retries")),
  TIMEOUT(legacyPolicy("Timeout", "timeouts")),
  TRAFFIC_LOG(legacyPolicy("TrafficLog", "trafficlogs")),
  TRAFFIC_PERMISSION(legacyPolicy("TrafficPermission", "trafficpermissions")),
  TRAFFIC_ROUTE(legacyPolicy("TrafficRoute", "trafficroutes")),
  TRAFFIC_TRACE(legacyPolicy("TrafficTrace", "traffictraces")),
  VIRTUAL_OUTBOUND(
      legacy("VirtualOutbound", "virtualoutbounds", "", Scope.CLUSTER, Sync.GLOBAL_TO_ZONES)),
  DATAPLANE(legacy("Dataplane", "dataplanes", "dp", Scope.NAMESPACE, Sync.ZONE_TO_GLOBAL)),
  DATAPLANE_INSIGHT(
      insight("DataplaneInsight", "dataplaneinsights", Scope.NAMESPACE, Sync.ZONE_TO_GLOBAL)),
  ZONE_INGRESS(
      legacy("ZoneIngress", "zoneingresses", "zi", Scope.NAMESPACE, Sync.ZONE_TO_GLOBAL)
          .outsideMeshes()),
  ZONE_INGRESS_INSIGHT(
      insight("ZoneIngressInsight", "zoneingressinsights", Scope.NAMESPACE, Sync.ZONE_TO_GLOBAL)
          .outsideMeshes()),
  ZONE_EGRESS(
      legacy("ZoneEgress", "zoneegresses", "ze", Scope.NAMESPACE, Sync.ZONE_TO_GLOBAL)
          .outsideMeshes()),
  ZONE_EGRESS_INSIGHT(
      insight("ZoneEgressInsight", "zoneegressinsights", Scope.NAMESPACE, Sync.ZONE_TO_GLOBAL)
          .outsideMeshes()),
  CONTAINER_PATCH(
      ofKubernetes("ContainerPatch", "containerpatches", Scope.NAMESPACE, Format.LEGACY)
          .onlyInSystemNamespace()),
  MESH_ACCESS_LOG(policy("MeshAccessLog", "meshaccesslogs", "mal")),
  MESH_CIRCUIT_BREAKER(policy("MeshCircuitBreaker", "meshcircuitbreakers", "mcb")),
  MESH_FAULT_INJECTION(policy("MeshFaultInjection", "meshfaultinjections", "mfi")),
  MESH_HEALTH_CHECK(policy("MeshHealthCheck", "meshhealthchecks", "mhc")),
  MESH_HTTP_ROUTE(policy("MeshHTTPRoute", "meshhttproutes", "mhttpr")),
  MESH_LOAD_BALANCING_STRATEGY(
      policy("MeshLoadBalancingStrategy", "meshloadbalancingstrategies", "mlbs")),
  MESH_METRIC(policy("MeshMetric", "meshmetrics", "mm")),
  MESH_PASSTHROUGH(policy("MeshPassthrough", "meshpassthroughs", "mp")),
  MESH_PROXY_PATCH(policy("MeshProxyPatch", "meshproxypatches", "mpp")),
  MESH_RATE_LIMIT(policy("MeshRateLimit", "meshratelimits", "mrl")),
  MESH_RETRY(policy("MeshRetry", "meshretries", "mr")),
  MESH_TCP_ROUTE(policy("MeshTCPRoute", "meshtcproutes", "mtcpr")),
  MESH_TIMEOUT(policy("MeshTimeout", "meshtimeouts", "mt")),
  MESH_TLS(policy("MeshTLS", "meshtlses", "mtls")),
  MESH_TRACE(policy("MeshTrace", "meshtraces", "mtr")),
  MESH_TRAFFIC_PERMISSION(policy("MeshTrafficPermission", "meshtrafficpermissions", "mtp")),
  HOSTNAME_GENERATOR(
      resource("HostnameGenerator", "hostnamegenerators", "hg", Sync.BOTH)
          .outsideMeshes()
          .onlyInSystemNamespace()),
  MESH_SERVICE(resource("MeshService", "meshservices", "msvc", Sync.ZONE_TO_GLOBAL)),
  MESH_EXTERNAL_SERVICE(
      resource("MeshExternalService", "meshexternalservices", "extsvc", Sync.BOTH)
          .onlyInSystemNamespace()),
  MESH_MULTI_ZONE_SERVICE(
      resource("MeshMultiZoneService", "meshmultizoneservices", "mzsvc", Sync.GLOBAL_TO_ZONES)),
  MESH_IDENTITY(
      resource("MeshIdentity", "meshidentities", "mid", Sync.BOTH).onlyInSystemNamespace()),
  MESH_TRUST(resource("MeshTrust", "meshtrusts", "mtrust", Sync.BOTH).onlyInSystemNamespace()),
  MESH_OPEN_TELEMETRY_BACKEND(
      resource("MeshOpenTelemetryBackend", "meshopentelemetrybackends", "motb", Sync.BOTH)
          .onlyInSystemNamespace()),
  MESH_ZONE_ADDRESS(resource("MeshZoneAddress", "meshzoneaddresses", "mza", Sync.ZONE_TO_GLOBAL)),
  WORKLOAD(resource("Workload", "workloads", "wl", Sync.ZONE_TO_GLOBAL)),
  MESH_GATEWAY_INSTANCE(
      ofKubernetes("MeshGatewayInstance", "meshgatewayinstances", Scope.NAMESPACE, Format.NEW)),
  MESH_GATEWAY_CONFIG(
      ofKubernetes("MeshGatewayConfig", "meshgatewayconfigs", Scope.CLUSTER, Format.NEW)
          .outsideMeshes());

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

  ResourceKind(KindFacts facts) {
    kind = facts.kind();
    plural = facts.plural();
    shortName = facts.shortName();
    scope = facts.scope();
    format = facts.format();
    role = facts.role();
    inMesh = facts.inMesh();
    inSystemNamespace = facts.inSystemNamespace();
    sync = facts.sync();
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
