package io.higuma.it.envoy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.higuma.it.Cluster;
import io.higuma.it.envoy.KumaDpSettings.Naming;
import io.higuma.it.envoy.KumaDpSettings.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An injected pod of the local Kubernetes that comes alive: its namespace has the pod's address and
 * redirection, and its sidecar does what the injected container says.
 */
public record Sidecar(Pod pod, KumaDp kumaDp) implements AutoCloseable {
  /** Where pods ask for names. */
  static final String CLUSTER_DNS = "10.96.0.10";

  private static final String CONTAINER = "kuma-sidecar";

  /** What sidecars differ in that work side by side. */
  record Variant(String envoyVersion, Naming naming, Transport transport) {
    /** As an injected pod has it. */
    static Variant usual() {
      return new Variant(
          EnvoyBinary.versions().getFirst(), Naming.LEGACY, Transport.STATE_OF_THE_WORLD);
    }
  }

  /** The same as an injected pod has it. */
  public static Sidecar start(
      Sandbox sandbox, Cluster cluster, io.fabric8.kubernetes.api.model.Pod injected, String name) {
    return start(sandbox, cluster, injected, name, Variant.usual());
  }

  /**
   * Starts it, and does not wait until it is ready.
   *
   * @param injected a pod that has an address
   * @param name of its namespace in the sandbox
   */
  static Sidecar start(
      Sandbox sandbox,
      Cluster cluster,
      io.fabric8.kubernetes.api.model.Pod injected,
      String name,
      Variant variant) {
    Pod pod = sandbox.pod(name, injected.getStatus().getPodIP());
    URI told = URI.create(variable(injected, "KUMA_CONTROL_PLANE_URL"));
    pod.hosts("127.0.0.1 localhost\n" + sandbox.machine() + " " + told.getHost() + "\n");
    pod.nameServer(CLUSTER_DNS);
    pod.redirect(Redirection.ofPod());
    var settings =
        KumaDpSettings.ofSidecar(
                variable(injected, "KUMA_DATAPLANE_MESH"),
                injected.getMetadata().getName() + "." + injected.getMetadata().getNamespace(),
                URI.create("https://" + told.getHost() + ":" + cluster.dataPlanePort()),
                variable(injected, "KUMA_CONTROL_PLANE_CA_CERT"),
                Optional.of(token(cluster, injected, pod)))
            .with(variant.naming())
            .with(variant.transport());
    return new Sidecar(
        pod,
        KumaDp.start(
            pod,
            sandbox.envoy(variant.envoyVersion()),
            settings,
            InetAddress.ofLiteral(sandbox.machine())));
  }

  private static String variable(io.fabric8.kubernetes.api.model.Pod injected, String name) {
    Stream<Container> containers =
        Stream.concat(
            injected.getSpec().getContainers().stream(),
            injected.getSpec().getInitContainers().stream());
    return containers
        .filter(container -> container.getName().equals(CONTAINER))
        .flatMap(container -> container.getEnv().stream())
        .filter(variable -> variable.getName().equals(name))
        .map(EnvVar::getValue)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the sidecar has no " + name));
  }

  /** As the kubelet would write it. */
  private static Path token(
      Cluster cluster, io.fabric8.kubernetes.api.model.Pod injected, Pod pod) {
    TokenRequest request =
        cluster
            .client()
            .serviceAccounts()
            .inNamespace(injected.getMetadata().getNamespace())
            .withName(injected.getSpec().getServiceAccountName())
            .tokenRequest(
                new TokenRequestBuilder()
                    .withNewSpec()
                    .withExpirationSeconds(3600L)
                    .endSpec()
                    .build());
    try {
      Path file = Files.writeString(pod.folder().resolve("token"), request.getStatus().getToken());
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All counters and gauges of its Envoy together whose names match. */
  long stat(String filter) {
    return kumaDp
        .envoy()
        .admin()
        .get("/stats?filter=" + filter)
        .body()
        .lines()
        .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** How many requests its Envoy has not let in. */
  long denied() {
    return stat("rbac.*denied$");
  }

  @Override
  public void close() {
    kumaDp.close();
  }
}
