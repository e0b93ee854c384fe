package io.higuma;

import com.github.benmanes.caffeine.cache.Ticker;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.higuma.bootstrap.BootstrapSettings;
import io.higuma.bootstrap.Bootstrapper;
import io.higuma.certs.EnvoyAdminIssuer;
import io.higuma.certs.WorkloadIssuer;
import io.higuma.cluster.ApiInsights;
import io.higuma.cluster.ApiWrites;
import io.higuma.cluster.CachedInsightReads;
import io.higuma.cluster.CachedProxyPods;
import io.higuma.cluster.ClusterCaches;
import io.higuma.cluster.DataPlaneFacts;
import io.higuma.cluster.DataplaneInsights;
import io.higuma.cluster.KubernetesMeshSecrets;
import io.higuma.cluster.KubernetesTokenReviews;
import io.higuma.cluster.MeshViews;
import io.higuma.cluster.PolicyStatuses;
import io.higuma.cluster.ProvenPods;
import io.higuma.cluster.ProxyCaches;
import io.higuma.cluster.ProxyConfigs;
import io.higuma.cluster.ServiceCaches;
import io.higuma.cluster.SidecarGeneration;
import io.higuma.cluster.ZoneProxyCaches;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.envoy.EnvoyGenerator;
import io.higuma.envoy.GenerationSettings;
import io.higuma.envoy.Participants;
import io.higuma.identity.AdminIdentities;
import io.higuma.identity.CertificateNews;
import io.higuma.identity.IdentitySigners;
import io.higuma.identity.IssuedCertificates;
import io.higuma.identity.MeshSigners;
import io.higuma.identity.OutsideSecrets;
import io.higuma.identity.ProxySecrets;
import io.higuma.identity.RenewalTimer;
import io.higuma.leader.WhileLeading;
import io.higuma.mesh.AuthorityReader;
import io.higuma.mesh.AuthorityReader.Enabled;
import io.higuma.mesh.MeshObjects;
import io.higuma.mesh.SecretNames;
import io.higuma.service.IdentityAuthorities;
import io.higuma.service.ObjectKey;
import io.higuma.xds.DataPlaneLimits;
import io.higuma.xds.DataPlaneMetrics;
import io.higuma.xds.DataPlaneServer;
import io.higuma.xds.DataPlaneServices;
import io.higuma.xds.ProxyAuthentication;
import io.higuma.xds.ProxyId;
import io.higuma.xds.RememberedReviews;
import io.higuma.xds.ServiceAccountAuthentication;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** The part of {@link Wiring} that serves data planes. Made late: no pod waits for it. */
@Singleton
public class DataPlaneWiring {
  /** How long a token that was revoked may still be good. */
  private static final Duration REVIEWED = Duration.ofMinutes(5);

  @Produces
  @Singleton
  ProxyCaches proxyCaches(KubernetesClient client, ControlPlaneConfig config) {
    return new ProxyCaches(client, config.systemNamespace());
  }

  void close(@Disposes ProxyCaches caches) {
    caches.close();
  }

  @Produces
  @Singleton
  MeshViews meshViews(
      ClusterCaches cluster,
      ServiceCaches services,
      ProxyCaches proxies,
      ControlPlaneConfig config) {
    return new MeshViews(cluster, services, proxies, config.systemNamespace());
  }

  @Produces
  @Singleton
  CertificateNews certificateNews() {
    return new CertificateNews(Ticker.systemTicker());
  }

  @Produces
  @Singleton
  IssuedCertificates issuedCertificates(CertificateNews news, InstantSource clock) {
    var random = new SecureRandom();
    Executor workers =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            Thread.ofPlatform().daemon().name("workload-certificates-", 0).factory());
    return new IssuedCertificates(
        clock, random, new WorkloadIssuer(clock, random)::issue, workers, news);
  }

  @Produces
  @Singleton
  ProxyConfigs proxyConfigs(
      ControlPlaneConfig config,
      ClusterCaches cluster,
      ZoneProxyCaches zoneProxies,
      MeshViews views,
      MeshObjects objects,
      KubernetesMeshSecrets secrets,
      IssuedCertificates certificates,
      MeterRegistry meters,
      InstantSource clock) {
    var reader = new AuthorityReader(secrets, objects::file, clock);
    var signers =
        new MeshSigners(
            mesh -> cluster.mesh(mesh).map(reader::enabled).orElseGet(Enabled.Off::new));
    var settings = GenerationSettings.of(config);
    var outside = new OutsideSecrets(reader::value);
    var identities = new IdentitySigners(new IdentityAuthorities(secrets, objects::file)::read);
    var admins =
        new AdminIdentities(
            () -> secrets.ofNoMesh(SecretNames.ENVOY_ADMIN_CA),
            new EnvoyAdminIssuer(clock, new SecureRandom()));
    var generation =
        new SidecarGeneration(
            new EnvoyGenerator(settings, EnvoyGenerator.allEffects()),
            settings,
            new ProxySecrets(signers, identities, certificates, config.zoneName()),
            outside,
            admins,
            config.dpServer().authn().dpProxy().isNone()
                ? ProvenPods.NONE
                : ProvenPods.of(proxyPods(cluster, zoneProxies)));
    var configs = ProxyConfigs.of(views, generation);
    secrets.whenChanged(mesh -> {
      signers.changed(mesh);
      outside.changed(mesh);
      identities.changed(mesh);
      configs.changed(mesh);
    });
    secrets.whenGlobalChanged(name -> {
      if (name.equals(SecretNames.ENVOY_ADMIN_CA)) {
        admins.changed();
        configs.allChanged();
      }
    });
    configs.measure(meters);
    return configs;
  }

  void close(@Disposes ProxyConfigs configs) {
    configs.close();
  }

  @Produces
  @Singleton
  DataplaneInsights dataplaneInsights(
      KubernetesClient client,
      ControlPlaneConfig config,
      ClusterCaches cluster,
      ServiceCaches services,
      IssuedCertificates certificates,
      InstanceName instance,
      MeterRegistry meters,
      InstantSource clock) {
    var insights =
        new DataplaneInsights(
            new CachedInsightReads(cluster, services, certificates),
            new ApiInsights(new ApiWrites(client), meters),
            config.metrics().dataplane().subscriptionLimit(),
            instance.text(),
            new DataplaneInsights.Timing(
                DataplaneInsights.FIRST, config.xdsServer().dataplaneStatusFlushInterval()),
            clock);
    insights.measure(meters);
    return insights;
  }

  @Produces
  @Singleton
  PolicyStatuses policyStatuses(
      @WhileLeading KubernetesClient client,
      ControlPlaneConfig config,
      ServiceCaches services,
      ProxyCaches proxies,
      MeterRegistry meters,
      InstantSource clock) {
    var statuses =
        new PolicyStatuses(
            services,
            proxies,
            Participants.kinds(EnvoyGenerator.allEffects()),
            config.systemNamespace(),
            new ApiWrites(client),
            clock);
    statuses.measure(meters);
    return statuses;
  }

  void close(@Disposes PolicyStatuses statuses) {
    statuses.close();
  }

  void close(@Disposes DataplaneInsights insights) {
    insights.close();
  }

  @Produces
  @Singleton
  InstanceName instanceName() {
    return InstanceName.random(
        new SecureRandom(), Optional.ofNullable(Wiring.environment().get("HOSTNAME")));
  }

  @Produces
  @Singleton
  DataPlaneServer dataPlaneServer(
      Vertx vertx,
      KubernetesClient client,
      ControlPlaneConfig config,
      ClusterCaches cluster,
      ZoneProxyCaches zoneProxies,
      ProxyConfigs configs,
      DataplaneInsights insights,
      IssuedCertificates certificates,
      CertificateNews news,
      InstanceName instance,
      MeterRegistry meters,
      InstantSource clock) {
    var timer =
        new RenewalTimer(
            Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("certificate-renewal").factory()),
            clock,
            certificates::nextDue,
            certificates::renewDue);
    news.tell(
        proxy ->
            ProxyId.parse(proxy)
                .ifPresent(id -> {
                  configs.changed(id);
                  insights.changed(id);
                }),
        timer::update);
    return new DataPlaneServer(
        vertx,
        new DataPlaneServer.Address("", config.dpServer().port()),
        new DataPlaneServices(
            new Bootstrapper(
                BootstrapSettings.of(config, corefileTemplate(config)),
                new DataPlaneFacts(cluster, zoneProxies)),
            configs,
            authentication(client, config, cluster, zoneProxies),
            insights,
            instance.text(),
            config.xdsServer().nackBackoff(),
            clock),
        DataPlaneLimits.forHeap(Runtime.getRuntime().maxMemory()),
        new DataPlaneMetrics(meters));
  }

  void close(@Disposes DataPlaneServer server) {
    server.close();
  }

  private static String corefileTemplate(ControlPlaneConfig config) {
    String path = config.bootstrapServer().params().corefileTemplatePath();
    try {
      return path.isEmpty() ? "" : Files.readString(Path.of(path));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "bootstrapServer.params.corefileTemplatePath cannot be read", e);
    }
  }

  private static ProxyAuthentication authentication(
      KubernetesClient client,
      ControlPlaneConfig config,
      ClusterCaches cluster,
      ZoneProxyCaches zoneProxies) {
    var byToken =
        new ServiceAccountAuthentication(
            proxyPods(cluster, zoneProxies),
            new RememberedReviews(
                new KubernetesTokenReviews(client), REVIEWED, Ticker.systemTicker()));
    var authn = config.dpServer().authn();
    ProxyAuthentication ofSidecars = authn.dpProxy().isNone() ? ProxyAuthentication.NONE : byToken;
    ProxyAuthentication ofZones = authn.zoneProxy().isNone() ? ProxyAuthentication.NONE : byToken;
    return (proxy, token) -> (proxy.mesh().isEmpty() ? ofZones : ofSidecars).check(proxy, token);
  }

  private static CachedProxyPods proxyPods(ClusterCaches cluster, ZoneProxyCaches zoneProxies) {
    return new CachedProxyPods(
        cluster::pod, (namespace, name) -> zoneProxies.pod(new ObjectKey(namespace, name)));
  }
}
