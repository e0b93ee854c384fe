package io.higuma.it.envoy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a sidecar's container starts kuma-dp.
 *
 * @param name {@code <pod>.<namespace>}
 * @param controlPlane as the sidecar is told, with the host name that the certificate is for
 * @param authority PEM that the control plane is trusted by
 * @param token of the pod's ServiceAccount, if it has one
 * @param retry how long it waits before it asks again; kuma-dp itself waits 3 s
 */
public record KumaDpSettings(
    String mesh,
    String name,
    URI controlPlane,
    String authority,
    Optional<Path> token,
    Naming naming,
    Transport transport,
    Duration retry) {
  /** How Envoy's resources are named. */
  public enum Naming {
    LEGACY,
    UNIFIED
  }

  /** How Envoy asks for its configuration. */
  public enum Transport {
    STATE_OF_THE_WORLD,
    DELTA
  }

  /** As the injector has it by default. */
  public static KumaDpSettings ofSidecar(
      String mesh, String name, URI controlPlane, String authority, Optional<Path> token) {
    return new KumaDpSettings(
        mesh,
        name,
        controlPlane,
        authority,
        token,
        Naming.LEGACY,
        Transport.STATE_OF_THE_WORLD,
        Duration.ofSeconds(3));
  }

  public KumaDpSettings with(Naming other) {
    return new KumaDpSettings(mesh, name, controlPlane, authority, token, other, transport, retry);
  }

  public KumaDpSettings with(Transport other) {
    return new KumaDpSettings(mesh, name, controlPlane, authority, token, naming, other, retry);
  }

  public KumaDpSettings retryingAfter(Duration other) {
    return new KumaDpSettings(mesh, name, controlPlane, authority, token, naming, transport, other);
  }

  List<String> features() {
    var features = new ArrayList<String>();
    features.add("feature-tcp-accesslog-via-named-pipe");
    features.add("feature-embedded-dns");
    features.add("feature-transparent-proxy-in-dataplane-metadata");
    if (transport == Transport.DELTA) {
      features.add("feature-delta-grpc");
    }
    if (naming == Naming.UNIFIED) {
      features.add("feature-unified-resource-naming");
    }
    features.add("feature-otel-via-kuma-dp");
    features.add("feature-strict-inbound-ports");
    features.add("feature-reuse-port");
    return features;
  }

  /**
   * What it asks the control plane with.
   *
   * @param envoyVersion what Envoy says of itself: five parts between slashes
   * @param tokenText of the token's file
   */
  String bootstrapRequest(Path workdir, String envoyVersion, Optional<String> tokenText) {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    request.put("mesh", mesh).put("name", name).put("proxyType", "dataplane");
    tokenText.ifPresent(text -> request.put("dataplaneToken", text.strip()));
    token.ifPresent(path -> request.put("dataplaneTokenPath", path.toString()));
    ObjectNode version = request.putObject("version");
    version
        .putObject("kumaDp")
        .put("version", "2.14.3")
        .put("gitTag", "")
        .put("gitCommit", "")
        .put("buildDate", "");
    version
        .putObject("envoy")
        .put("version", List.of(envoyVersion.split("/", -1)).get(1))
        .put("build", envoyVersion)
        .put("kumaDpCompatible", true);
    request.put("caCert", authority);
    request.putObject("dynamicMetadata").put("HOST_IP", "10.240.0.1");
    request.putObject("otelEnv").put("pipeEnabled", true);
    request.put("dnsPort", 15054).put("readinessPort", 9902);
    request.put("appProbeProxyDisabled", true); // It means enabled.
    request.put("operatingSystem", "linux");
    var features = request.putArray("features");
    features().forEach(features::add);
    request.putObject("resources").put("maxHeapSizeBytes", 0);
    request.put("workdir", workdir.toString());
    request.putObject("metricsResources").put("certPath", "").put("keyPath", "");
    request.put("systemCaPath", "/etc/ssl/certs/ca-certificates.crt");
    ObjectNode dataplane = request.putObject("dataplaneConfig");
    dataplane.put("ipFamilyMode", "ipv4");
    ObjectNode redirect = dataplane.putObject("redirect");
    redirect.putObject("inbound").put("enabled", true).put("port", 15006);
    redirect.putObject("outbound").put("enabled", true).put("port", 15001);
    redirect.putObject("dns").put("enabled", true).put("port", 15054);
    redirect.putObject("vnet");
    request.put("ipv6Enabled", false);
    request.putObject("spireResources").put("socketPath", "");
    return request.toString();
  }
}
