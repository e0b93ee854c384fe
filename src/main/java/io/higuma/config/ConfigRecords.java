package io.higuma.config;

import io.higuma.config.ControlPlaneConfig.AdmissionServer;
import io.higuma.config.ControlPlaneConfig.Authentication;
import io.higuma.config.ControlPlaneConfig.BootstrapParams;
import io.higuma.config.ControlPlaneConfig.BootstrapServer;
import io.higuma.config.ControlPlaneConfig.ControllersConcurrency;
import io.higuma.config.ControlPlaneConfig.DataplaneMetrics;
import io.higuma.config.ControlPlaneConfig.Defaults;
import io.higuma.config.ControlPlaneConfig.Diagnostics;
import io.higuma.config.ControlPlaneConfig.DnsServer;
import io.higuma.config.ControlPlaneConfig.DpServer;
import io.higuma.config.ControlPlaneConfig.Experimental;
import io.higuma.config.ControlPlaneConfig.Ipam;
import io.higuma.config.ControlPlaneConfig.KubernetesRuntime;
import io.higuma.config.ControlPlaneConfig.KubernetesStore;
import io.higuma.config.ControlPlaneConfig.LeaderElection;
import io.higuma.config.ControlPlaneConfig.Metrics;
import io.higuma.config.ControlPlaneConfig.Multizone;
import io.higuma.config.ControlPlaneConfig.Network;
import io.higuma.config.ControlPlaneConfig.ProxyAuthentication;
import io.higuma.config.ControlPlaneConfig.RuntimeSettings;
import io.higuma.config.ControlPlaneConfig.Store;
import io.higuma.config.ControlPlaneConfig.XdsServer;
import io.higuma.config.ControlPlaneConfig.Zone;

/** Makes the records of the values, and names the key of each component. */
final class ConfigRecords {
  private ConfigRecords() {}

  static ControlPlaneConfig of(Values values) {
    var root = new SectionValues(values, "");
    return new ControlPlaneConfig(
        root.mode("mode"),
        new Multizone(zone(root.in("multizone.zone"))),
        new Store(
            new KubernetesStore(root.text("store.kubernetes.systemNamespace")),
            root.flag("store.unsafeDelete")),
        dpServer(root.in("dpServer")),
        new Diagnostics(root.integer("diagnostics.serverPort")),
        new BootstrapServer(bootstrap(root.in("bootstrapServer.params"))),
        new XdsServer(
            root.duration("xdsServer.nackBackoff"),
            root.duration("xdsServer.dataplaneStatusFlushInterval")),
        new Metrics(
            new DataplaneMetrics(
                root.integer("metrics.dataplane.subscriptionLimit"),
                root.duration("metrics.dataplane.idleTimeout"))),
        defaults(root.in("defaults")),
        new RuntimeSettings(kubernetes(root.in("runtime.kubernetes"))),
        new Ipam(
            new Network(root.text("ipam.meshService.cidr")),
            new Network(root.text("ipam.meshExternalService.cidr")),
            new Network(root.text("ipam.meshMultiZoneService.cidr")),
            root.list("ipam.knownInternalCIDRs")),
        new DnsServer(
            root.text("dnsServer.CIDR"),
            root.flag("dnsServer.serviceVipEnabled"),
            root.integer("dnsServer.serviceVipPort"),
            root.text("dnsServer.domain")),
        experimental(root.in("experimental")),
        higuma(root.in("higuma")));
  }

  private static Defaults defaults(SectionValues defaults) {
    return new Defaults(
        defaults.flag("skipMeshCreation"),
        defaults.flag("skipTenantResources"),
        defaults.flag("createMeshRoutingResources"),
        defaults.flag("skipHostnameGenerators"));
  }

  private static HigumaSettings higuma(SectionValues higuma) {
    return new HigumaSettings(
        new HigumaSettings.Webhook(
            higuma.list("webhook.hosts"),
            higuma.text("webhook.clientCaFile"),
            higuma.list("webhook.clientNames"),
            higuma.map("webhook.owner")),
        new HigumaSettings.ContainerPatches(
            higuma.flag("containerPatches.fromPodNamespace"),
            higuma.list("containerPatches.forbiddenPaths")),
        new HigumaSettings.Injector(
            higuma.flag("injector.keepQosClass"),
            higuma.flag("injector.restrictedSecurityContext"),
            higuma.flag("injector.keepOriginal")),
        new HigumaSettings.Certificates(higuma.duration("certificates.overlap")),
        new HigumaSettings.Log(higuma.text("log.format"), higuma.text("log.level")));
  }

  private static Zone zone(SectionValues zone) {
    return new Zone(
        zone.text("name"), zone.text("globalAddress"), zone.flag("disableOriginLabelValidation"));
  }

  private static DpServer dpServer(SectionValues server) {
    return new DpServer(
        server.integer("port"),
        new Authentication(
            new ProxyAuthentication(server.text("authn.dpProxy.type")),
            new ProxyAuthentication(server.text("authn.zoneProxy.type"))));
  }

  private static BootstrapParams bootstrap(SectionValues params) {
    return new BootstrapParams(
        params.text("adminAddress"),
        params.integer("adminPort"),
        params.text("adminAccessLogPath"),
        params.flag("envoyAdminUnixSocket"),
        params.integer("readinessPort"),
        params.text("xdsHost"),
        params.integer("xdsPort"),
        params.duration("xdsConnectTimeout"),
        params.integer("xdsGrpcMaxReceiveMessageBytes"),
        params.text("corefileTemplatePath"));
  }

  private static KubernetesRuntime kubernetes(SectionValues kubernetes) {
    return new KubernetesRuntime(
        kubernetes.text("controlPlaneServiceName"),
        new AdmissionServer(
            kubernetes.text("admissionServer.address"),
            kubernetes.integer("admissionServer.port"),
            kubernetes.text("admissionServer.certDir")),
        kubernetes.list("workloadLabels"),
        kubernetes.flag("disallowMultipleMeshesPerNamespace"),
        kubernetes.list("allowedUsers"),
        kubernetes.flag("skipMeshOwnerReference"),
        new ControllersConcurrency(kubernetes.integer("controllersConcurrency.podController")),
        new LeaderElection(
            kubernetes.duration("leaderElection.leaseDuration"),
            kubernetes.duration("leaderElection.renewDeadline")),
        InjectorRecords.of(kubernetes.in("injector")));
  }

  private static Experimental experimental(SectionValues experimental) {
    return new Experimental(
        experimental.flag("sidecarContainers"),
        experimental.flag("deltaXds"),
        experimental.flag("inboundTagsDisabled"),
        experimental.flag("kubeOutboundsAsVIPs"));
  }
}
