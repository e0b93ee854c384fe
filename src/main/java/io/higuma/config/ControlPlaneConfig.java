package io.higuma.config;

import java.time.Duration;
import java.util.List;

/**
 * All settings of the control plane, in the layout of Kuma's configuration file. {@link Settings}
 * has each with its variable, default and meaning; {@link ConfigLoader} fills these records from
 * it, so no default stands here.
 *
 * @param mode whether this control plane serves data planes
 * @param higuma what Kuma does not know
 */
public record ControlPlaneConfig(
    Mode mode,
    Multizone multizone,
    Store store,
    DpServer dpServer,
    Diagnostics diagnostics,
    BootstrapServer bootstrapServer,
    XdsServer xdsServer,
    Metrics metrics,
    Defaults defaults,
    RuntimeSettings runtime,
    Ipam ipam,
    DnsServer dnsServer,
    Experimental experimental,
    HigumaSettings higuma) {

  /** What a control plane is for. */
  public enum Mode {
    ZONE,
    GLOBAL
  }

  public record Multizone(Zone zone) {}

  /**
   * The zone that this control plane serves.
   *
   * @param globalAddress empty when there is no other control plane
   */
  public record Zone(String name, String globalAddress, boolean disableOriginLabelValidation) {}

  /**
   * Where objects are kept.
   *
   * @param unsafeDelete whether what is in use can be deleted
   */
  public record Store(KubernetesStore kubernetes, boolean unsafeDelete) {}

  public record KubernetesStore(String systemNamespace) {}

  public record DpServer(int port, Authentication authn) {}

  /** How proxies prove who they are. */
  public record Authentication(ProxyAuthentication dpProxy, ProxyAuthentication zoneProxy) {}

  /**
   * The same for one kind of proxies.
   *
   * @param type {@code serviceAccountToken}, {@code none}, or empty for the default
   */
  public record ProxyAuthentication(String type) {
    public boolean isNone() {
      return type.equals("none");
    }
  }

  public record Diagnostics(int serverPort) {}

  public record BootstrapServer(BootstrapParams params) {}

  /**
   * What sidecars start with.
   *
   * @param adminPort 0 is no admin interface
   * @param xdsHost empty is the host of the request
   * @param xdsPort 0 is the port of the server for data planes
   * @param corefileTemplatePath empty when there is none
   */
  public record BootstrapParams(
      String adminAddress,
      int adminPort,
      String adminAccessLogPath,
      boolean envoyAdminUnixSocket,
      int readinessPort,
      String xdsHost,
      int xdsPort,
      Duration xdsConnectTimeout,
      int xdsGrpcMaxReceiveMessageBytes,
      String corefileTemplatePath) {}

  public record XdsServer(Duration nackBackoff, Duration dataplaneStatusFlushInterval) {}

  public record Metrics(DataplaneMetrics dataplane) {}

  public record DataplaneMetrics(int subscriptionLimit, Duration idleTimeout) {}

  public record Defaults(
      boolean skipMeshCreation,
      boolean skipTenantResources,
      boolean createMeshRoutingResources,
      boolean skipHostnameGenerators) {}

  /**
   * Addresses of services.
   *
   * @param meshService of those without a Kubernetes Service
   * @param knownInternalCIDRs networks such as {@code fc00::/7}
   */
  @SuppressWarnings("MemberName") // Kuma's key
  public record Ipam(
      Network meshService,
      Network meshExternalService,
      Network meshMultiZoneService,
      List<String> knownInternalCIDRs) {
    public Ipam {
      knownInternalCIDRs = List.copyOf(knownInternalCIDRs);
    }
  }

  /** An IPv4 network such as {@code 241.0.0.0/8}. */
  public record Network(String cidr) {}

  /**
   * Addresses of services of older kinds.
   *
   * @param CIDR an IPv4 network such as {@code 240.0.0.0/4}
   * @param serviceVipEnabled whether each value of the tag {@code kuma.io/service} has one
   * @param serviceVipPort on which these are served
   * @param domain of their names
   */
  @SuppressWarnings("MemberName") // Kuma's key
  public record DnsServer(
      String CIDR, boolean serviceVipEnabled, int serviceVipPort, String domain) {}

  public record Experimental(
      boolean sidecarContainers,
      boolean deltaXds,
      boolean inboundTagsDisabled,
      boolean kubeOutboundsAsVIPs) {}

  public record RuntimeSettings(KubernetesRuntime kubernetes) {}

  public record KubernetesRuntime(
      String controlPlaneServiceName,
      AdmissionServer admissionServer,
      List<String> workloadLabels,
      boolean disallowMultipleMeshesPerNamespace,
      List<String> allowedUsers,
      boolean skipMeshOwnerReference,
      ControllersConcurrency controllersConcurrency,
      LeaderElection leaderElection,
      InjectorSettings injector) {
    public KubernetesRuntime {
      workloadLabels = List.copyOf(workloadLabels);
      allowedUsers = List.copyOf(allowedUsers);
    }
  }

  public record AdmissionServer(String address, int port, String certDir) {}

  public record ControllersConcurrency(int podController) {}

  public record LeaderElection(Duration leaseDuration, Duration renewDeadline) {}

  public String systemNamespace() {
    return store.kubernetes().systemNamespace();
  }

  public String zoneName() {
    return multizone.zone().name();
  }

  public InjectorSettings injector() {
    return runtime.kubernetes().injector();
  }

  /** Where data planes reach the control plane inside the cluster. Every sidecar is told it. */
  public String dataplaneServerUrl() {
    return "https://"
        + runtime.kubernetes().controlPlaneServiceName()
        + "."
        + systemNamespace()
        + ":"
        + dpServer.port();
  }
}
