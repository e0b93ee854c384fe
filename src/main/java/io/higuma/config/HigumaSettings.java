package io.higuma.config;

import java.util.List;

/**
 * Settings under {@code higuma}, which Kuma does not have.
 *
 * @param webhook how the API server reaches the admission server
 * @param containerPatches which ContainerPatches pods may use
 * @param injector what injection does beyond Kuma's
 */
public record HigumaSettings(
    Webhook webhook, ContainerPatches containerPatches, Injector injector) {
  /**
   * Which ContainerPatches pods may use.
   *
   * @param fromPodNamespace whether those of the pod's own namespace too
   * @param forbiddenPaths JSON pointers into a container that those must not change
   */
  public record ContainerPatches(boolean fromPodNamespace, List<String> forbiddenPaths) {
    public ContainerPatches {
      forbiddenPaths = List.copyOf(forbiddenPaths);
    }
  }

  /**
   * How the API server reaches the admission server.
   *
   * @param hosts DNS names and IP addresses that the self-made serving certificate is valid for,
   *     beside those of the Service
   * @param clientCaFile certificates, in PEM, of who signs the API server's client certificate;
   *     empty to ask for none
   * @param clientNames common names that such a certificate may have; none for any
   */
  public record Webhook(List<String> hosts, String clientCaFile, List<String> clientNames) {
    public Webhook {
      hosts = List.copyOf(hosts);
      clientNames = List.copyOf(clientNames);
    }
  }

  /**
   * What injection does beyond Kuma's.
   *
   * @param keepQosClass whether pods of class Guaranteed stay so, unless an annotation says
   *     otherwise
   * @param restrictedSecurityContext whether containers get what the level {@code restricted} of
   *     the Pod Security Standards asks for in every namespace
   * @param keepOriginal whether pods keep a record of what injection changed, unless they or their
   *     namespaces say otherwise
   */
  public record Injector(
      boolean keepQosClass, boolean restrictedSecurityContext, boolean keepOriginal) {}
}
