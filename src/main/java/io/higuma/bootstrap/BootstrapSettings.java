package io.higuma.bootstrap;

import io.higuma.config.ControlPlaneConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * What the settings say about bootstraps.
 *
 * @param xdsHost where Envoy finds the control plane; empty is the host of the request
 * @param xdsPort the same
 * @param adminPort for proxies that say none; 0 is no admin interface
 * @param isAdminUnixSocket whether the admin interface is a Unix socket, where there is a workdir
 * @param maxReceiveBytes the largest message that Envoy takes, where it uses Google's client
 * @param dataplaneTokenNeeded whether data planes have to bring a token
 * @param zoneTokenNeeded whether zone proxies have to
 * @param isTokenReloaded whether Envoy reads the token again whenever it connects
 * @param corefileTemplate what kuma-dp makes its Corefile of; absent for its own
 */
public record BootstrapSettings(
    String xdsHost,
    int xdsPort,
    String adminAddress,
    int adminPort,
    String adminAccessLogPath,
    boolean isAdminUnixSocket,
    Duration connectTimeout,
    int maxReceiveBytes,
    boolean dataplaneTokenNeeded,
    boolean zoneTokenNeeded,
    boolean isTokenReloaded,
    Optional<String> corefileTemplate) {
  /**
   * Of a control plane on Kubernetes, where tokens are renewed by the kubelet.
   *
   * @param corefileTemplate content of the file that the settings name; empty when they name none
   */
  public static BootstrapSettings of(ControlPlaneConfig config, String corefileTemplate) {
    var params = config.bootstrapServer().params();
    return new BootstrapSettings(
        params.xdsHost(),
        params.xdsPort(),
        params.adminAddress(),
        params.adminPort(),
        params.adminAccessLogPath(),
        params.envoyAdminUnixSocket(),
        params.xdsConnectTimeout(),
        params.xdsGrpcMaxReceiveMessageBytes(),
        !config.dpServer().authn().dpProxy().isNone(),
        !config.dpServer().authn().zoneProxy().isNone(),
        true,
        Optional.of(corefileTemplate).filter(text -> !text.isEmpty()));
  }

  boolean tokenNeeded(ProxyType type) {
    return type.isOfZone() ? zoneTokenNeeded : dataplaneTokenNeeded;
  }
}
