package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.higuma.metadata.Annotations;
import io.higuma.policystatus.PolicyReport;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import io.higuma.service.Writes;
import io.higuma.targetref.Policy;
import io.higuma.targetref.PolicyRevision;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class PolicyStatusesTest {
  private static final String LIMITS =
      "{apiVersion: kuma.io/v1alpha1, kind: MeshRateLimit, metadata: {name: limits, namespace: shop, generation: 1, labels: {kuma.io/mesh: default}}, spec: {targetRef: {kind: Mesh}}}";
  private static final String TRACES =
      "{apiVersion: kuma.io/v1alpha1, kind: MeshTrace, metadata: {name: traces, namespace: shop, generation: 1}, spec: {}}";

  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesClient client;

  @SuppressWarnings("NullAway.Init") // by each test
  private ServiceCaches services;

  @SuppressWarnings("NullAway.Init") // by each test
  private ProxyCaches proxies;

  @SuppressWarnings("NullAway.Init") // by each test
  private PolicyStatuses statuses;

  private final Map<String, JsonNode> last = new ConcurrentHashMap<>();
  private final AtomicInteger writes = new AtomicInteger();

  @AfterEach
  void end() {
    statuses.close();
    services.close();
    proxies.close();
  }

  @Test
  void countsWhatConnectedProxiesReport() {
    create(LIMITS);
    create(TRACES);
    create(insight("a", true, "programmed"));
    create(insight("b", true, "pending"));
    create(insight("gone", false, "programmed"));
    start();
    awaitNumbers(2, 1);
    assertThat(last).as("a policy without effect has no status").containsOnlyKeys("limits");
    // When the second has it, too
    update(insight("b", true, "programmed"));
    awaitNumbers(2, 2);
    // When one goes
    update(insight("a", false, "programmed"));
    awaitNumbers(1, 1);
    client
        .genericKubernetesResources(Informers.definition(ResourceKind.DATAPLANE_INSIGHT))
        .inNamespace("shop")
        .withName("b")
        .delete();
    awaitNumbers(0, 0);
  }

  @Test
  void aStormOfReportsIsAFewWrites() {
    create(LIMITS);
    start();
    awaitNumbers(0, 0);
    int before = writes.get();
    long begin = System.nanoTime();
    for (int i = 0; i < 200; i++) {
      create(insight("proxy-" + i, true, "programmed"));
    }
    awaitNumbers(200, 200);
    long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
    assertThat(writes.get() - before).isLessThanOrEqualTo((int) seconds + 2);
  }

  private void start() {
    services = new ServiceCaches(client, "kuma-system");
    proxies = new ProxyCaches(client, "kuma-system");
    statuses =
        new PolicyStatuses(
            services,
            proxies,
            Set.of(ResourceKind.MESH_RATE_LIMIT),
            "kuma-system",
            new Kept(),
            InstantSource.system());
    services.whenRead(statuses::attach);
    services.start();
    proxies.start(statuses::attach);
  }

  private void awaitNumbers(int matched, int programmed) {
    await()
        .untilAsserted(() -> {
          JsonNode numbers = last.getOrDefault("limits", new JsonMapper().createObjectNode());
          assertThat(numbers.at("/status/proxies/matched").asInt(-1)).isEqualTo(matched);
          assertThat(numbers.at("/status/proxies/programmed").asInt(-1)).isEqualTo(programmed);
        });
  }

  private static String insight(String name, boolean isOpen, String field) {
    String end = isOpen ? "" : ", disconnectTime: \"2026-04-01T08:01:00Z\"";
    List<PolicyRevision> limits = List.of(revision());
    PolicyReport report =
        field.equals("pending")
            ? new PolicyReport(List.of(), limits, List.of())
            : new PolicyReport(limits, List.of(), List.of());
    return "{apiVersion: kuma.io/v1alpha1, kind: DataplaneInsight, mesh: default, metadata: {name: %s, namespace: shop, annotations: {%s: '%s'}}, status: {subscriptions: [{connectTime: \"2026-04-01T08:00:00Z\"%s}]}}"
        .formatted(name, Annotations.POLICIES.name(), report.text(), end);
  }

  private static PolicyRevision revision() {
    MeshObject read =
        new StoredObjects("kuma-system").of(ResourceKind.MESH_RATE_LIMIT, object(LIMITS));
    return Policy.of(read.kind(), read.mesh(), read.name(), read.labels(), read.spec()).revision();
  }

  private static GenericKubernetesResource object(String yaml) {
    return Serialization.unmarshal("---\n" + yaml, GenericKubernetesResource.class);
  }

  private Resource<GenericKubernetesResource> of(String yaml) {
    GenericKubernetesResource object = object(yaml);
    ResourceKind kind = ResourceKind.of(object.getKind()).orElseThrow();
    return client.genericKubernetesResources(Informers.definition(kind)).resource(object);
  }

  private void create(String yaml) {
    of(yaml).create();
  }

  private void update(String yaml) {
    of(yaml).update();
  }

  /** Does not bring the status into the cluster. */
  private final class Kept implements Writes {
    @Override
    public Outcome patchStatus(HasMetadata object, JsonNode mergePatch) {
      writes.incrementAndGet();
      last.put(object.getMetadata().getName(), mergePatch);
      return Outcome.DONE;
    }

    @Override
    public Outcome create(HasMetadata object) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Outcome patch(HasMetadata object, JsonNode mergePatch) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Outcome delete(HasMetadata object) {
      throw new UnsupportedOperationException();
    }
  }
}
