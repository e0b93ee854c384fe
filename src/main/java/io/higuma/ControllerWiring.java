package io.higuma;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.higuma.certs.EnvoyAdminIssuer;
import io.higuma.certs.MeshAuthorityIssuer;
import io.higuma.cluster.ApiWrites;
import io.higuma.cluster.CachedIdentities;
import io.higuma.cluster.CachedInsightSurroundings;
import io.higuma.cluster.CachedOffers;
import io.higuma.cluster.CachedServiceSurroundings;
import io.higuma.cluster.CachedZoneProxies;
import io.higuma.cluster.ClusterCaches;
import io.higuma.cluster.Controllers;
import io.higuma.cluster.EnvoyAdminClient;
import io.higuma.cluster.KubernetesEvents;
import io.higuma.cluster.KubernetesMeshSecrets;
import io.higuma.cluster.MeshViews;
import io.higuma.cluster.NetworkAttachments;
import io.higuma.cluster.ProxyCaches;
import io.higuma.cluster.QuitMetrics;
import io.higuma.cluster.ServiceCaches;
import io.higuma.cluster.ZoneProxyCaches;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.config.ControlPlaneConfig.Mode;
import io.higuma.dataplane.PodToDataplane;
import io.higuma.job.FinishedPodReconciler;
import io.higuma.leader.WhileLeading;
import io.higuma.mesh.MeshObjects;
import io.higuma.mesh.SecretNames;
import io.higuma.resource.ComputedLabels;
import io.higuma.resource.ResourceKind;
import io.higuma.service.AddressSettings;
import io.higuma.service.AddressViewReconciler;
import io.higuma.service.HostnameReconciler;
import io.higuma.service.IdentityAuthorities;
import io.higuma.service.InsightReconciler;
import io.higuma.service.MeshIdentityReconciler;
import io.higuma.service.MeshServicePlanner;
import io.higuma.service.MeshServiceReconciler;
import io.higuma.service.MeshServiceSettings;
import io.higuma.service.MeshServiceStatusReconciler;
import io.higuma.service.MeshZoneAddressReconciler;
import io.higuma.service.MultiZoneReconciler;
import io.higuma.service.ServiceAnnotationReconciler;
import io.higuma.service.VipReconciler;
import io.higuma.service.WorkloadReconciler;
import io.higuma.service.ZoneProxyReconciler;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;

/** Makes the controllers that follow Services and Dataplanes; the other half of {@link Wiring}. */
@Singleton
public class ControllerWiring {
  @Produces
  @Singleton
  ServiceCaches serviceCaches(KubernetesClient client, ControlPlaneConfig config) {
    return new ServiceCaches(client, config.systemNamespace());
  }

  void close(@Disposes ServiceCaches caches) {
    caches.close();
  }

  @Produces
  @Singleton
  ZoneProxyCaches zoneProxyCaches(KubernetesClient client, ControlPlaneConfig config) {
    return new ZoneProxyCaches(client, config.systemNamespace());
  }

  void close(@Disposes ZoneProxyCaches caches) {
    caches.close();
  }

  @Produces
  @Singleton
  NetworkAttachments networkAttachments(
      @WhileLeading KubernetesClient client, ClusterCaches cluster) {
    return new NetworkAttachments(client, cluster);
  }

  void close(@Disposes NetworkAttachments attachments) {
    attachments.close();
  }

  @Produces
  @Singleton
  Controllers controllers(
      @WhileLeading KubernetesClient client,
      ControlPlaneConfig config,
      ClusterCaches cluster,
      ServiceCaches services,
      ZoneProxyCaches zoneProxies,
      MeshViews policies,
      PodToDataplane conversion,
      FinishedPodReconciler finishedPods,
      IdentityParts identityParts,
      KubernetesEvents events,
      InstantSource clock) {
    var controllers = new Controllers(cluster, services);
    if (config.mode() == Mode.GLOBAL) {
      return controllers; // Services and Dataplanes are a zone's.
    }
    var offers = new CachedOffers(cluster);
    var identities = new CachedIdentities(cluster, identityParts.proxies(), config.zoneName());
    var surroundings =
        new CachedServiceSurroundings(
            cluster, services, offers, identities, config.systemNamespace());
    var writes = new ApiWrites(client);
    controllers.meshServices(
        new MeshServiceReconciler(
            surroundings,
            new MeshServicePlanner(surroundings, MeshServiceSettings.of(config)),
            writes,
            events.from("k8s.kuma.io/mesh-service-generator")));
    controllers.serviceAnnotations(new ServiceAnnotationReconciler(surroundings, writes));
    var labels = new ComputedLabels(config.mode(), config.zoneName());
    controllers.workloads(
        new WorkloadReconciler(
            surroundings, labels, writes, events.from("k8s.kuma.io/workload-generator")));
    controllers.zoneAddresses(
        new MeshZoneAddressReconciler(
            surroundings, labels, writes, events.from("k8s.kuma.io/mesh-zone-address-generator")));
    controllers.zoneProxies(
        new ZoneProxyReconciler(
            new CachedZoneProxies(cluster, zoneProxies), conversion, writes, events),
        zoneProxies);
    controllers.finishedPods(finishedPods);
    var numbers = new CachedInsightSurroundings(cluster, services, policies);
    controllers.meshServiceStatus(
        new MeshServiceStatusReconciler(surroundings, numbers, writes), identities);
    controllers.meshIdentities(
        new MeshIdentityReconciler(
            identities,
            identityParts.secrets(),
            identityParts.authorities(),
            identityParts.issuer(),
            new MeshIdentityReconciler.Facts(labels, config.zoneName(), clock),
            writes),
        identities,
        identityParts.proxies(),
        identityParts.secrets());
    controllers.destinations(
        new HostnameReconciler(surroundings, config.zoneName(), clock, writes),
        new VipReconciler(surroundings, networks(config), writes),
        new MultiZoneReconciler(surroundings, config.zoneName(), clock, writes));
    controllers.addressViews(
        new AddressViewReconciler(surroundings, AddressSettings.of(config), clock, writes), offers);
    controllers.insights(new InsightReconciler(numbers, numbers, labels, writes), policies);
    return controllers;
  }

  /** What MeshIdentities are kept by. */
  record IdentityParts(
      ProxyCaches proxies,
      KubernetesMeshSecrets secrets,
      IdentityAuthorities authorities,
      MeshAuthorityIssuer issuer) {}

  @Produces
  @Singleton
  IdentityParts identityParts(
      ProxyCaches proxies,
      KubernetesMeshSecrets secrets,
      MeshObjects objects,
      MeshAuthorityIssuer issuer) {
    return new IdentityParts(
        proxies, secrets, new IdentityAuthorities(secrets, objects::file), issuer);
  }

  @Produces
  @Singleton
  FinishedPodReconciler finishedPods(
      ControlPlaneConfig config,
      ClusterCaches cluster,
      KubernetesMeshSecrets secrets,
      KubernetesEvents events,
      MeterRegistry meters,
      InstantSource clock) {
    return new FinishedPodReconciler(
        key -> cluster.pod(key.namespace(), key.name()),
        new EnvoyAdminClient(
            () -> secrets.ofNoMesh(SecretNames.ENVOY_ADMIN_CA),
            new EnvoyAdminIssuer(clock, new SecureRandom())),
        config.bootstrapServer().params().adminPort(),
        events.from("higuma.io/job"),
        new QuitMetrics(meters));
  }

  private static Map<ResourceKind, String> networks(ControlPlaneConfig config) {
    return Map.of(
        ResourceKind.MESH_SERVICE, config.ipam().meshService().cidr(),
        ResourceKind.MESH_EXTERNAL_SERVICE, config.ipam().meshExternalService().cidr(),
        ResourceKind.MESH_MULTI_ZONE_SERVICE, config.ipam().meshMultiZoneService().cidr());
  }
}
