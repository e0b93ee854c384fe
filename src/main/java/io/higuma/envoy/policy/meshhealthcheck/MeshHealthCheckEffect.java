package io.higuma.envoy.policy.meshhealthcheck;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.auto.service.AutoService;
import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.HealthCheck;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.health_check.event_sinks.file.v3.HealthCheckEventFileSink;
import io.envoyproxy.envoy.type.v3.Percent;
import io.higuma.envoy.ClusterDraft;
import io.higuma.envoy.Conf;
import io.higuma.envoy.Destination;
import io.higuma.envoy.PolicyEffect;
import io.higuma.envoy.ResourceType;
import io.higuma.envoy.policy.ConfDurations;
import io.higuma.envoy.policy.Percentages;
import io.higuma.resource.ResourceKind;
import java.util.Optional;
import java.util.Set;

/** Whether endpoints are asked if they are well, and how. */
@AutoService(PolicyEffect.class)
public final class MeshHealthCheckEffect implements PolicyEffect {
  private static final long INTERVAL_SECONDS = 60;
  private static final long TIMEOUT_SECONDS = 15;
  private static final int UNHEALTHY_THRESHOLD = 5;
  private static final int HEALTHY_THRESHOLD = 1;

  @Override
  public ResourceKind kind() {
    return ResourceKind.MESH_HEALTH_CHECK;
  }

  @Override
  public int order() {
    return 1200;
  }

  @Override
  public Set<ResourceType> shapes() {
    return Set.of(ResourceType.CLUSTER);
  }

  @Override
  public void onCluster(ClusterDraft draft, Destination destination, Optional<Conf> conf) {
    if (conf.isEmpty()) {
      return;
    }
    JsonNode json = conf.get().json();
    HealthCheck.Builder check = common(json);
    if (Probes.add(check, json, draft.protocol(), draft.probeTags())) {
      draft.base().addHealthChecks(check);
    }
    panic(draft, json);
  }

  private static HealthCheck.Builder common(JsonNode json) {
    var check =
        HealthCheck.newBuilder()
            .setInterval(
                ConfDurations.read(json.path("interval"))
                    .orElseGet(() -> ConfDurations.ofSeconds(INTERVAL_SECONDS)))
            .setTimeout(
                ConfDurations.read(json.path("timeout"))
                    .orElseGet(() -> ConfDurations.ofSeconds(TIMEOUT_SECONDS)))
            .setUnhealthyThreshold(
                UInt32Value.of(json.path("unhealthyThreshold").asInt(UNHEALTHY_THRESHOLD)))
            .setHealthyThreshold(
                UInt32Value.of(json.path("healthyThreshold").asInt(HEALTHY_THRESHOLD)))
            .setIntervalJitterPercent(json.path("intervalJitterPercent").asInt())
            .setAlwaysLogHealthCheckFailures(json.path("alwaysLogHealthCheckFailures").asBoolean());
    ConfDurations.read(json.path("initialJitter")).ifPresent(check::setInitialJitter);
    ConfDurations.read(json.path("intervalJitter")).ifPresent(check::setIntervalJitter);
    ConfDurations.read(json.path("noTrafficInterval")).ifPresent(check::setNoTrafficInterval);
    if (json.path("reuseConnection").isBoolean()) {
      check.setReuseConnection(BoolValue.of(json.path("reuseConnection").booleanValue()));
    }
    String log = json.path("eventLogPath").asText("");
    if (!log.isEmpty()) {
      check.addEventLogger(
          TypedExtensionConfig.newBuilder()
              .setName("envoy.health_check.event_sinks.file")
              .setTypedConfig(
                  Any.pack(HealthCheckEventFileSink.newBuilder().setEventLogPath(log).build())));
    }
    return check;
  }

  private static void panic(ClusterDraft draft, JsonNode json) {
    Percentages.read(json.path("healthyPanicThreshold"))
        .ifPresent(percent ->
            draft
                .base()
                .getCommonLbConfigBuilder()
                .setHealthyPanicThreshold(Percent.newBuilder().setValue(percent.doubleValue())));
    if (json.path("failTrafficOnPanic").isBoolean()) {
      draft
          .base()
          .getCommonLbConfigBuilder()
          .getZoneAwareLbConfigBuilder()
          .setFailTrafficOnPanic(json.path("failTrafficOnPanic").booleanValue());
    }
  }
}
