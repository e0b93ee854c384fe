package io.higuma.bootstrap;

import io.higuma.api.v1alpha1.MeshSpec;
import java.util.Optional;

/** Answers bootstrap requests: checks, in the order that kuma-dp knows, then the bootstrap. */
public record Bootstrapper(BootstrapSettings settings, BootstrapFacts facts) {
  private static final String JSON = "application/json";

  /**
   * The answer. May wait where {@link BootstrapFacts} may.
   *
   * @param host of the request without port; under this name the proxy knows the control plane
   * @param accept of the request; anything but {@code application/json} is an old client
   * @param port on which the control plane serves, for settings that name none
   */
  public BootstrapAnswer answer(
      byte[] body, String host, String accept, int port, ServerIdentity server) {
    Optional<BootstrapRequest> parsed = BootstrapRequest.parse(body);
    if (parsed.isEmpty()) {
      return BootstrapAnswer.malformed();
    }
    BootstrapRequest request = parsed.get();
    Optional<ProxyType> type = ProxyType.of(request.proxyType());
    if (type.isEmpty()) {
      return BootstrapAnswer.invalid("proxyType: must be one of: dataplane, ingress, egress");
    }
    if (settings.tokenNeeded(type.get()) && !request.hasToken()) {
      return BootstrapAnswer.invalid(
          "token: is required; give kuma-dp one by --dataplane-token-file or"
              + " KUMA_DATAPLANE_RUNTIME_TOKEN_PATH");
    }
    if (settings.xdsHost().isEmpty() && !server.isNamed(host)) {
      return BootstrapAnswer.misdirected(
          ("The certificate of the control plane is not for %s, by which the proxy calls it,"
                  + " but for %s: change --cp-address of kuma-dp, or the certificate")
              .formatted(ClientText.quoted(host), server.names()));
    }
    if (!request.resource().isEmpty()) {
      GivenProxy.Reading given = GivenProxy.read(request.resource(), type.get(), facts);
      return given
          .proxy()
          .map(proxy -> answer(request, proxy, accept, endpoint(host, port), server))
          .orElseGet(() -> BootstrapAnswer.invalid(given.problem()));
    }
    return stored(request, type.get())
        .map(proxy -> answer(request, proxy, accept, endpoint(host, port), server))
        .orElseGet(BootstrapAnswer::notYet);
  }

  private BootstrapAnswer answer(
      BootstrapRequest request,
      Proxy proxy,
      String accept,
      Endpoint endpoint,
      ServerIdentity server) {
    String trust = request.caCert().isEmpty() ? server.trustPem() : request.caCert();
    Optional<String> problem = TrustCheck.problem(trust);
    if (problem.isPresent()) {
      return BootstrapAnswer.misdirected(problem.get());
    }
    String yaml =
        BootstrapText.yaml(
            new EnvoyBootstrap(
                    request,
                    proxy,
                    settings,
                    new ControlPlaneAccess(request, proxy, settings, endpoint, trust, facts))
                .build());
    return accept.equals(JSON)
        ? BootstrapAnswer.json(SidecarConfiguration.wrap(yaml, proxy, settings.corefileTemplate()))
        : BootstrapAnswer.yaml(yaml);
  }

  private Endpoint endpoint(String host, int port) {
    return new Endpoint(
        settings.xdsHost().isEmpty() ? host : settings.xdsHost(),
        settings.xdsPort() == 0 ? port : settings.xdsPort());
  }

  private Optional<Proxy> stored(BootstrapRequest request, ProxyType type) {
    return switch (type) {
      case INGRESS ->
          facts.zoneIngress(request.name()).map(ingress -> Proxy.of(request.name(), ingress));
      case EGRESS ->
          facts.zoneEgress(request.name()).map(egress -> Proxy.of(request.name(), egress));
      case DATAPLANE -> {
        Optional<MeshSpec> mesh = facts.mesh(request.mesh());
        yield mesh.flatMap(known ->
            facts
                .dataplane(request.mesh(), request.name())
                .map(dataplane -> Proxy.of(request.mesh(), request.name(), dataplane, known)));
      }
    };
  }
}
