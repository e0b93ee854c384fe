package io.higuma.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Settings under {@code higuma}, which Kuma does not have.
 *
 * @param webhook how the API server reaches the admission server
 * @param containerPatches which ContainerPatches pods may use
 * @param injector what injection does beyond Kuma's
 * @param certificates how the control plane's own are changed
 * @param log what the log looks like
 */
public record HigumaSettings(
    Webhook webhook,
    ContainerPatches containerPatches,
    Injector injector,
    Certificates certificates,
    Log log) {
  /**
   * What the log looks like.
   *
   * @param format {@code text} or {@code json}
   * @param level of our own lines: {@code debug}, {@code info}, {@code warn} or {@code error};
   *     libraries speak at {@code warn}
   */
  public record Log(String format, String level) {
    public static final String USUAL_LEVEL = "info";

    public boolean isJson() {
      return format.equals("json");
    }
  }

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
   * @param owner labels of the ClusterRoles that own the webhook configurations; empty if manifests
   *     bring these
   */
  public record Webhook(
      List<String> hosts,
      String clientCaFile,
      List<String> clientNames,
      Map<String, String> owner) {
    public Webhook {
      hosts = List.copyOf(hosts);
      clientNames = List.copyOf(clientNames);
      owner = Map.copyOf(owner);
    }
  }

  /**
   * How the control plane's own certificates are changed.
   *
   * @param overlap how long each step of a change of the authority lasts at the least
   */
  public record Certificates(Duration overlap) {}

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
