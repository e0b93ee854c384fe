package io.higuma.policy;

import io.higuma.resource.ResourceKind;
import io.higuma.resource.SpecValidator;
import java.util.EnumMap;
import java.util.Map;

/** The validators of the policies, and of what they refer to. */
public final class PolicyValidators {
  private static final Map<ResourceKind, PolicyRules> RULES =
      Map.ofEntries(
          Map.entry(ResourceKind.MESH_TRAFFIC_PERMISSION, new TrafficPermissionRules()),
          Map.entry(ResourceKind.MESH_TIMEOUT, new TimeoutRules()),
          Map.entry(ResourceKind.MESH_RETRY, new RetryRules()),
          Map.entry(ResourceKind.MESH_CIRCUIT_BREAKER, new CircuitBreakerRules()),
          Map.entry(ResourceKind.MESH_HEALTH_CHECK, new HealthCheckRules()),
          Map.entry(ResourceKind.MESH_HTTP_ROUTE, new HttpRouteRules()),
          Map.entry(ResourceKind.MESH_TCP_ROUTE, new TcpRouteRules()),
          Map.entry(ResourceKind.MESH_LOAD_BALANCING_STRATEGY, new LoadBalancingRules()),
          Map.entry(ResourceKind.MESH_RATE_LIMIT, new RateLimitRules()),
          Map.entry(ResourceKind.MESH_FAULT_INJECTION, new FaultInjectionRules()),
          Map.entry(ResourceKind.MESH_ACCESS_LOG, new AccessLogRules()),
          Map.entry(ResourceKind.MESH_METRIC, new MetricRules()),
          Map.entry(ResourceKind.MESH_TRACE, new TraceRules()),
          Map.entry(ResourceKind.MESH_TLS, new TlsRules()),
          Map.entry(ResourceKind.MESH_PROXY_PATCH, new ProxyPatchRules()),
          Map.entry(ResourceKind.MESH_PASSTHROUGH, new PassthroughRules()));

  private PolicyValidators() {}

  public static Map<ResourceKind, SpecValidator> all() {
    var validators = new EnumMap<ResourceKind, SpecValidator>(ResourceKind.class);
    TargetRow.TABLE.forEach((kind, row) ->
        validators.put(
            kind, new PolicyValidator(row, RULES.getOrDefault(kind, new PolicyRules() {}))));
    validators.putAll(LegacyPolicyValidator.all());
    validators.put(
        ResourceKind.MESH_OPEN_TELEMETRY_BACKEND, new MeshOpenTelemetryBackendValidator());
    return Map.copyOf(validators);
  }
}
