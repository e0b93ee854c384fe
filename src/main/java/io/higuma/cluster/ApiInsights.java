package io.higuma.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.higuma.metrics.Metric;
import io.higuma.resource.ResourceKind;
import io.higuma.service.ObjectKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.function.Supplier;

/** DataplaneInsights in the API server; counts what is asked of it. */
public final class ApiInsights implements DataplaneInsights.Store {
  private final ApiWrites writes;
  private final Counter reads;
  private final Counter done;
  private final Counter outdated;
  private final Counter failed;

  public ApiInsights(ApiWrites writes, MeterRegistry registry) {
    this.writes = writes;
    reads = Metric.INSIGHT_REQUESTS.counter(registry, "read");
    done = Metric.INSIGHT_REQUESTS.counter(registry, "written");
    outdated = Metric.INSIGHT_REQUESTS.counter(registry, "outdated");
    failed = Metric.INSIGHT_REQUESTS.counter(registry, "failed");
  }

  @Override
  public Optional<GenericKubernetesResource> read(ObjectKey key) {
    reads.increment();
    return writes.read(ResourceKind.DATAPLANE_INSIGHT, key);
  }

  @Override
  public Optional<String> create(GenericKubernetesResource insight) {
    return counted(() -> writes.created(insight));
  }

  @Override
  public Optional<String> patch(ObjectKey key, JsonNode mergePatch) {
    var named = new GenericKubernetesResource();
    named.setApiVersion("kuma.io/v1alpha1");
    named.setKind(ResourceKind.DATAPLANE_INSIGHT.kind());
    named.setMetadata(
        new ObjectMetaBuilder().withNamespace(key.namespace()).withName(key.name()).build());
    return counted(() -> writes.patched(named, mergePatch));
  }

  private Optional<String> counted(Supplier<Optional<String>> write) {
    boolean isAnswered = false;
    try {
      Optional<String> version = write.get();
      isAnswered = true;
      (version.isPresent() ? done : outdated).increment();
      return version;
    } finally {
      if (!isAnswered) {
        failed.increment();
      }
    }
  }
}
