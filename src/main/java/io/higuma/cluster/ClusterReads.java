package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.higuma.api.v1alpha1.ContainerPatch;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.inject.ClusterView.UnavailableException;
import io.higuma.resource.ResourceKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Single reads from the API server, for objects that are too new for {@link ClusterCaches}: a
 * namespace and its first pod are often made by the same command. Callers wait, but not for long;
 * so never from an event loop. A read that fails or takes too long is an {@link
 * UnavailableException}.
 */
public final class ClusterReads implements Fallback, AutoCloseable {
  private final KubernetesClient client;
  private final String systemNamespace;
  private final Duration patience;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * @param patience well below the timeout of the webhooks, so that our sentence arrives
   */
  public ClusterReads(KubernetesClient client, String systemNamespace, Duration patience) {
    this.client = client;
    this.systemNamespace = systemNamespace;
    this.patience = patience;
  }

  @Override
  public Optional<Namespace> namespace(String name) {
    return bounded(() -> client.namespaces().withName(name).get());
  }

  @Override
  public Optional<Mesh> mesh(String name) {
    return bounded(() -> client.resources(Mesh.class).withName(name).get());
  }

  @Override
  public Optional<ContainerPatch> containerPatch(String namespace, String name) {
    return bounded(
        () -> client.resources(ContainerPatch.class).inNamespace(namespace).withName(name).get());
  }

  @Override
  public Optional<ConfigMap> configMap(String name) {
    return bounded(() -> client.configMaps().inNamespace(systemNamespace).withName(name).get());
  }

  @Override
  public Optional<Secret> secret(String name) {
    return bounded(() -> client.secrets().inNamespace(systemNamespace).withName(name).get());
  }

  @Override
  public Optional<Dataplane> dataplane(String namespace, String name) {
    return bounded(
        () -> client.resources(Dataplane.class).inNamespace(namespace).withName(name).get());
  }

  /** Nobody keeps these in memory: they have no effect, and only RateLimits ask for them. */
  @Override
  public Set<String> externalServices(String mesh) {
    return bounded(() ->
            client
                .genericKubernetesResources("kuma.io/v1alpha1", "ExternalService")
                .list()
                .getItems())
        .orElse(List.of())
        .stream()
        .filter(service -> mesh.equals(service.get("mesh")))
        .flatMap(
            service -> Stream.ofNullable(service.<Object>get("spec", "tags", "kuma.io/service")))
        .map(Object::toString)
        .collect(Collectors.toSet());
  }

  @Override
  public Optional<GenericKubernetesResource> zoneInsight(String zone) {
    return bounded(() ->
        client
            .genericKubernetesResources(Informers.definition(ResourceKind.ZONE_INSIGHT))
            .withName(zone)
            .get());
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private <T> Optional<T> bounded(Supplier<T> read) {
    Future<T> answer = threads.submit(read::get);
    try {
      return Optional.ofNullable(answer.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new UnavailableException(
          "the API server did not answer within " + patience.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new UnavailableException("the API server could not be asked", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("the control plane is shutting down", e);
    }
  }
}
