package io.higuma;

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
import io.higuma.certs.CaBundles;
import io.higuma.certs.CaPlanner;
import io.higuma.certs.CertificateFiles;
import io.higuma.certs.CertificateKeeper;
import io.higuma.certs.CertificateSource;
import io.higuma.certs.LeafIssuer;
import io.higuma.certs.SecretCertificates;
import io.higuma.certs.ServingNames;
import io.higuma.certs.TrustedAuthority;
import io.higuma.cluster.CacheMetrics;
import io.higuma.cluster.CachedClusterView;
import io.higuma.cluster.CachedSurroundings;
import io.higuma.cluster.ClusterCaches;
import io.higuma.cluster.ClusterReads;
import io.higuma.cluster.ClusterVersion;
import io.higuma.cluster.ForgivingSpecs;
import io.higuma.cluster.KubernetesEvents;
import io.higuma.cluster.KubernetesSecretStore;
import io.higuma.cluster.NoSecondLook;
import io.higuma.cluster.OwnerReads;
import io.higuma.cluster.PodTriggers;
import io.higuma.cluster.WebhookTrust;
import io.higuma.cluster.ZoneProxyCaches;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.dataplane.DataplaneReconciler;
import io.higuma.dataplane.DataplaneSettings;
import io.higuma.dataplane.PodToDataplane;
import io.higuma.inject.Injector;
import io.higuma.inject.NamespaceLabeling;
import io.higuma.inject.SidecarForm;
import io.higuma.inject.WebhookReach;
import io.higuma.inject.WorkloadWarnings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.kubernetes.client.KubernetesClientObjectMapperCustomizer;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/** The one place where configuration becomes objects. */
@Singleton
public class Wiring {
  private static final Logger LOG = Logger.getLogger(Wiring.class);

  /** A third of the webhooks' timeout: time for two tries, and for our sentence to arrive. */
  private static final Duration READ_PATIENCE = Duration.ofSeconds(3);

  static Map<String, String> environment() {
    return System.getenv();
  }

  @Produces
  @Singleton
  ControlPlaneConfig config() {
    return ControlPlane.config();
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
  ClusterVersion clusterVersion(KubernetesClient client) {
    return ClusterVersion.of(client);
  }

  @Produces
  @Singleton
  AdmissionRoute injectSidecar(
      ControlPlaneConfig config,
      ClusterCaches caches,
      ClusterReads reads,
      ClusterVersion version,
      TrustedAuthority authority,
      InjectionMetrics metrics,
      InjectionLog log,
      InjectionEvents events,
      InstantSource clock) {
    SidecarForm form = sidecarForm(config, version);
    InjectionObserver observer = metrics.and(log).and(events);
    var quick =
        Injector.of(
            config, form, authority::pem, new CachedClusterView(caches, new NoSecondLook()));
    var patient = Injector.of(config, form, authority::pem, new CachedClusterView(caches, reads));
    var rehearsal = Injector.of(config, form, authority::pem, Rehearsal.cluster(config));
    return new AdmissionRoute(
        "/inject-sidecar",
        new PodAdmission(quick, observer)::review,
        new PodAdmission(patient, observer)::review,
        new PodAdmission(rehearsal, unheard(config, clock))::review,
        Rehearsal.pods());
  }

  @Produces
  @Singleton
  AdmissionRoute warnWorkload(
      ControlPlaneConfig config,
      ClusterCaches caches,
      ClusterVersion version,
      TrustedAuthority authority) {
    SidecarForm form = sidecarForm(config, version);
    var reach = new WebhookReach(config.systemNamespace());
    var fromMemory = new CachedClusterView(caches, new NoSecondLook());
    return AdmissionRoute.advisory(
        "/warn-workload",
        workloads(Injector.of(config, form, authority::pem, fromMemory), reach),
        workloads(Injector.of(config, form, authority::pem, Rehearsal.cluster(config)), reach),
        Rehearsal.workloads());
  }

  /** Does what observers of real reviews do, and nobody learns of it. */
  private static InjectionObserver unheard(ControlPlaneConfig config, InstantSource clock) {
    var meters = new SimpleMeterRegistry();
    return new InjectionMetrics(meters, config.zoneName())
        .and(new InjectionEvents(clock, event -> true));
  }

  private static AdmissionHandler workloads(Injector injector, WebhookReach reach) {
    return new WorkloadAdmission(new WorkloadWarnings(injector, reach))::review;
  }

  static SidecarForm sidecarForm(ControlPlaneConfig config, ClusterVersion version) {
    if (!config.experimental().sidecarContainers()) {
      return SidecarForm.CLASSIC;
    }
    if (!version.hasNativeSidecars()) {
      LOG.warnv("Sidecars are ordinary containers: no native ones in Kubernetes {0}", version);
      return SidecarForm.CLASSIC;
    }
    return SidecarForm.NATIVE;
  }

  @Produces
  @Singleton
  TrustedAuthority trustedAuthority(ControlPlaneConfig config) {
    String file = config.injector().caCertFile();
    if (file.isEmpty()) {
      return TrustedAuthority.ofTheServingCertificate();
    }
    try {
      return TrustedAuthority.fixed(Files.readString(Path.of(file)));
    } catch (IOException e) {
      throw new UncheckedIOException("runtime.kubernetes.injector.caCertFile cannot be read", e);
    }
  }

  @Produces
  @Singleton
  KubernetesEvents events(KubernetesClient client, InstantSource clock) {
    return new KubernetesEvents(client, "k8s.kuma.io/dataplane-generator", clock);
  }

  @Produces
  @Singleton
  InjectionMetrics injectionMetrics(ControlPlaneConfig config, MeterRegistry meters) {
    return new InjectionMetrics(meters, config.zoneName());
  }

  @Produces
  @Singleton
  CacheMetrics cacheMetrics(ClusterCaches caches, MeterRegistry meters, InstantSource clock) {
    return new CacheMetrics(caches, meters, clock);
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
        new AdmissionMetrics(meters));
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
    return new WarmUp(vertx, limits());
  }

  @Produces
  @Singleton
  KubernetesSecretStore secrets(KubernetesClient client, ControlPlaneConfig config) {
    return new KubernetesSecretStore(client, config.systemNamespace());
  }

  @Produces
  @Singleton
  CertificateSource certificates(
      ControlPlaneConfig config, KubernetesSecretStore secrets, InstantSource clock) {
    String folder = config.runtime().kubernetes().admissionServer().certDir();
    if (!folder.isEmpty()) {
      return new CertificateFiles(Path.of(folder), clock);
    }
    var names =
        ServingNames.of(
            config.runtime().kubernetes().controlPlaneServiceName(),
            config.systemNamespace(),
            config.higuma().webhook().hosts());
    return new SecretCertificates(
        secrets, new CaPlanner(names), () -> new LeafIssuer(clock, new SecureRandom()), clock);
  }

  @Produces
  @Singleton
  WebhookTrust webhookTrust(
      KubernetesClient client, ControlPlaneConfig config, AdmissionServer server) {
    return new WebhookTrust(
        client,
        new CaBundles(
            config.runtime().kubernetes().controlPlaneServiceName(),
            config.systemNamespace(),
            server.paths()));
  }

  void close(@Disposes WebhookTrust trust) {
    trust.close();
  }

  @Produces
  @Singleton
  CertificateKeeper certificateKeeper(
      CertificateSource source,
      WebhookTrust trust,
      TrustedAuthority authority,
      AdmissionServer server,
      InstantSource clock) {
    return new CertificateKeeper(
        source,
        pair -> {
          authority.renew(pair.trustPem());
          trust.trust(pair.trustPem());
        },
        server::serve,
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("certificates").factory()),
        clock);
  }

  void close(@Disposes CertificateKeeper keeper) {
    keeper.close();
  }
}
