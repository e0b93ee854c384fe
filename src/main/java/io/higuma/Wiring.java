package io.higuma;

import com.github.benmanes.caffeine.cache.Ticker;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.higuma.admission.AdmissionHandler;
import io.higuma.admission.AdmissionLimits;
import io.higuma.admission.AdmissionMetrics;
import io.higuma.admission.AdmissionRoute;
import io.higuma.admission.AdmissionServer;
import io.higuma.admission.InjectionEvents;
import io.higuma.admission.InjectionLog;
import io.higuma.admission.InjectionMetrics;
import io.higuma.admission.InjectionObserver;
import io.higuma.admission.PodAdmission;
import io.higuma.admission.Rehearsal;
import io.higuma.admission.WarmUp;
import io.higuma.admission.WorkloadAdmission;
import io.higuma.certs.ClientAuthority;
import io.higuma.certs.TrustedAuthority;
import io.higuma.cluster.ApiServerVersion;
import io.higuma.cluster.CacheMetrics;
import io.higuma.cluster.CachedClusterView;
import io.higuma.cluster.CachedSurroundings;
import io.higuma.cluster.ClusterCaches;
import io.higuma.cluster.ClusterReads;
import io.higuma.cluster.ClusterVersion;
import io.higuma.cluster.Fallback;
import io.higuma.cluster.ForgivingSpecs;
import io.higuma.cluster.KubernetesEvents;
import io.higuma.cluster.NoSecondLook;
import io.higuma.cluster.OwnerReads;
import io.higuma.cluster.PodTriggers;
import io.higuma.cluster.RehearsalObjects;
import io.higuma.cluster.ServiceCaches;
import io.higuma.cluster.ZoneProxyCaches;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.config.HigumaSettings;
import io.higuma.dataplane.DataplaneReconciler;
import io.higuma.dataplane.DataplaneSettings;
import io.higuma.dataplane.PodToDataplane;
import io.higuma.inject.Injector;
import io.higuma.inject.NamespaceLabeling;
import io.higuma.inject.SidecarForm;
import io.higuma.inject.WebhookReach;
import io.higuma.inject.WorkloadWarnings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.kubernetes.client.KubernetesClientObjectMapperCustomizer;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.X509TrustManager;
import org.jboss.logging.Logger;

/** The one place where configuration becomes objects. */
@Singleton
public class Wiring {
  private static final Logger LOG = Logger.getLogger(Wiring.class);

  /** A third of the webhooks' timeout: time for two tries, and for our sentence to arrive. */
  private static final Duration READ_PATIENCE = Duration.ofSeconds(3);

  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

  static Map<String, String> environment() {
    return System.getenv();
  }

  @Produces
  @Singleton
  ControlPlaneConfig config() {
    return ControlPlane.configured().config();
  }

  @Produces
  @Singleton
  ConfigWatch configWatch(MeterRegistry meters) {
    var configured = ControlPlane.configured();
    var watch = new ConfigWatch(configured.file(), configured.settings(), environment());
    watch.measure(meters);
    return watch;
  }

  @Produces
  @Singleton
  InstantSource clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  KubernetesClientObjectMapperCustomizer forgivingSpecs() {
    return mapper -> mapper.registerModule(new ForgivingSpecs());
  }

  @Produces
  @Singleton
  ClusterCaches caches(KubernetesClient client, ControlPlaneConfig config) {
    return new ClusterCaches(
        client,
        config.systemNamespace(),
        config.injector().transparentProxyConfigMap().isEmpty()
            ? ClusterCaches.ConfigMaps.NONE
            : ClusterCaches.ConfigMaps.OF_SYSTEM_NAMESPACE,
        patchReach(config));
  }

  static ClusterCaches.ContainerPatches patchReach(ControlPlaneConfig config) {
    return config.higuma().containerPatches().fromPodNamespace()
        ? ClusterCaches.ContainerPatches.OF_ALL_NAMESPACES
        : ClusterCaches.ContainerPatches.OF_SYSTEM_NAMESPACE;
  }

  void close(@Disposes ClusterCaches caches) {
    caches.close();
  }

  @Produces
  @Singleton
  ClusterReads reads(KubernetesClient client, ControlPlaneConfig config) {
    return new ClusterReads(client, config.systemNamespace(), READ_PATIENCE);
  }

  void close(@Disposes ClusterReads reads) {
    reads.close();
  }

  @Produces
  @Singleton
  ApiServerVersion apiServerVersion(KubernetesClient client) {
    return new ApiServerVersion(() -> ClusterVersion.of(client), BETWEEN_TRIES);
  }

  /** Waits for the API server, so what is made at start asks for it {@link Later}. */
  @Produces
  @Singleton
  SidecarForm sidecarForm(ControlPlaneConfig config, ApiServerVersion version) {
    if (!config.experimental().sidecarContainers()) {
      return SidecarForm.CLASSIC;
    }
    ClusterVersion told = version.awaited();
    if (!told.hasNativeSidecars()) {
      LOG.warnv("Sidecars are ordinary containers: no native ones in Kubernetes {0}", told);
      return SidecarForm.CLASSIC;
    }
    return SidecarForm.NATIVE;
  }

  @Produces
  @Singleton
  AdmissionRoute injectSidecar(
      ControlPlaneConfig config,
      ClusterCaches caches,
      ClusterReads reads,
      Instance<SidecarForm> form,
      TrustedAuthority authority,
      InjectionMetrics metrics,
      InjectionLog log,
      InjectionEvents events,
      InstantSource clock) {
    InjectionObserver observer = metrics.and(log).and(events);
    // One expression makes all three: what is compiled for the rehearsal serves the others.
    BiFunction<Fallback, InjectionObserver, AdmissionHandler> handler =
        (fallback, told) ->
            later(() ->
                new PodAdmission(injector(config, form, authority, caches, fallback), told)
                    ::review);
    return new AdmissionRoute(
        "/inject-sidecar",
        handler.apply(new NoSecondLook(), observer),
        handler.apply(reads, observer),
        handler.apply(new RehearsalObjects(), unheard(config, clock)),
        Rehearsal.pods());
  }

  private static Injector injector(
      ControlPlaneConfig config,
      Instance<SidecarForm> form,
      TrustedAuthority authority,
      ClusterCaches caches,
      Fallback fallback) {
    return Injector.of(config, form.get(), authority::pem, new CachedClusterView(caches, fallback));
  }

  /** The server serves only when the API server has answered, so no review waits for it. */
  private static AdmissionHandler later(Supplier<AdmissionHandler> maker) {
    var made = new Later<>(maker);
    return new AdmissionHandler() {
      @Override
      public byte[] review(byte[] body) {
        return made.get().review(body);
      }

      @Override
      public void prepare() {
        made.get();
      }
    };
  }

  @Produces
  @Singleton
  AdmissionRoute warnWorkload(
      ControlPlaneConfig config,
      ClusterCaches caches,
      Instance<SidecarForm> form,
      TrustedAuthority authority) {
    var reach = new WebhookReach(config.systemNamespace());
    Function<Fallback, AdmissionHandler> handler =
        fallback ->
            later(() ->
                new WorkloadAdmission(
                        new WorkloadWarnings(
                            injector(config, form, authority, caches, fallback), reach))
                    ::review);
    return AdmissionRoute.advisory(
        "/warn-workload",
        handler.apply(new NoSecondLook()),
        handler.apply(new RehearsalObjects()),
        Rehearsal.workloads());
  }

  /** Does what observers of real reviews do, and nobody learns of it. */
  private static InjectionObserver unheard(ControlPlaneConfig config, InstantSource clock) {
    return new InjectionMetrics(unreadMeters(), config.zoneName())
        .and(new InjectionLog(clock))
        .and(new InjectionEvents(clock, event -> true));
  }

  /** Of the kind that real reviews are counted by, as what is hot is compiled for one kind. */
  private static MeterRegistry unreadMeters() {
    var meters = new CompositeMeterRegistry();
    meters.add(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    return meters;
  }

  @Produces
  @Singleton
  KubernetesEvents events(KubernetesClient client, InstantSource clock, MeterRegistry meters) {
    return new KubernetesEvents(client, "k8s.kuma.io/dataplane-generator", clock, meters);
  }

  @Produces
  @Singleton
  InjectionMetrics injectionMetrics(ControlPlaneConfig config, MeterRegistry meters) {
    return new InjectionMetrics(meters, config.zoneName());
  }

  @Produces
  @Singleton
  CacheMetrics cacheMetrics(
      ClusterCaches caches, ServiceCaches services, MeterRegistry meters, InstantSource clock) {
    return new CacheMetrics(caches, services, meters, clock);
  }

  @Produces
  @Singleton
  InjectionLog injectionLog(InstantSource clock) {
    return new InjectionLog(clock);
  }

  @Produces
  @Singleton
  InjectionEvents injectionEvents(KubernetesEvents events, InstantSource clock) {
    return new InjectionEvents(clock, events);
  }

  @Produces
  @Singleton
  PodToDataplane podToDataplane(
      ControlPlaneConfig config,
      ClusterCaches caches,
      ZoneProxyCaches zoneProxies,
      KubernetesClient client) {
    return new PodToDataplane(
        new CachedSurroundings(caches, zoneProxies, new OwnerReads(client)),
        DataplaneSettings.of(config));
  }

  @Produces
  @Singleton
  DataplaneReconciler.Pods pods(ControlPlaneConfig config, ClusterCaches caches) {
    return new PodTriggers(caches, Set.copyOf(config.injector().ignoredServiceSelectorLabels()));
  }

  @Produces
  @Singleton
  NamespaceLabeling namespaceLabeling(ControlPlaneConfig config) {
    return new NamespaceLabeling(Set.of("kube-system", config.systemNamespace()));
  }

  @Produces
  @Singleton
  AdmissionServer admissionServer(
      Vertx vertx,
      ControlPlaneConfig config,
      @All List<AdmissionRoute> routes,
      MeterRegistry meters) {
    var server = config.runtime().kubernetes().admissionServer();
    return new AdmissionServer(
        vertx,
        new AdmissionServer.Address(server.address(), server.port()),
        routes,
        limits(),
        new AdmissionMetrics(meters),
        clientAuthority(config.higuma().webhook()));
  }

  private static Optional<X509TrustManager> clientAuthority(HigumaSettings.Webhook webhook) {
    return webhook.clientCaFile().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ClientAuthority(
                Path.of(webhook.clientCaFile()),
                webhook.clientNames(),
                Ticker.systemTicker()::read));
  }

  private static AdmissionLimits limits() {
    return AdmissionLimits.forHeap(Runtime.getRuntime().maxMemory());
  }

  void close(@Disposes AdmissionServer server) {
    server.close();
  }

  @Produces
  @Singleton
  WarmUp warmUp(Vertx vertx) {
    return new WarmUp(vertx, limits(), unreadMeters());
  }
}
