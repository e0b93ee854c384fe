package io.higuma.config;

import io.higuma.units.ResourceQuantity;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Settings under {@code runtime.kubernetes.injector}. */
public record InjectorSettings(
    SidecarContainer sidecarContainer,
    InitContainer initContainer,
    ValidationContainer validationContainer,
    List<String> containerPatches,
    boolean cniEnabled,
    boolean virtualProbesEnabled,
    long virtualProbesPort,
    long applicationProbeProxyPort,
    SidecarTraffic sidecarTraffic,
    Exceptions exceptions,
    String caCertFile,
    BuiltinDns builtinDNS,
    Ebpf ebpf,
    List<String> ignoredServiceSelectorLabels,
    List<String> nodeLabelsToCopy,
    String transparentProxyConfigMap,
    boolean unifiedResourceNamingEnabled,
    boolean otelPipeEnabled,
    Spire spire) {
  public InjectorSettings {
    containerPatches = List.copyOf(containerPatches);
    ignoredServiceSelectorLabels = List.copyOf(ignoredServiceSelectorLabels);
    nodeLabelsToCopy = List.copyOf(nodeLabelsToCopy);
  }

  /**
   * The container that runs kuma-dp.
   *
   * @param uid user id; traffic of this user is not redirected
   */
  public record SidecarContainer(
      String image,
      long uid,
      long gid,
      Duration drainTime,
      Probe readinessProbe,
      Probe livenessProbe,
      Probe startupProbe,
      Resources resources,
      Map<String, String> envVars,
      int redirectPortInbound,
      int redirectPortOutbound,
      String ipFamilyMode,
      boolean waitForDataplaneReady) {
    public SidecarContainer {
      envVars = sorted(envVars);
    }
  }

  public record InitContainer(String image, Resources resources) {}

  public record ValidationContainer(Resources resources) {}

  /**
   * Timing of a probe of the sidecar; seconds and counts. A probe kind that has no such setting
   * succeeds after one.
   */
  public record Probe(
      int initialDelaySeconds,
      int timeoutSeconds,
      int periodSeconds,
      int successThreshold,
      int failureThreshold) {}

  public record Resources(Amounts requests, Amounts limits) {}

  /** Zero in limits means: none. */
  public record Amounts(ResourceQuantity cpu, ResourceQuantity memory) {}

  public record SidecarTraffic(
      List<String> excludeInboundPorts,
      List<String> excludeOutboundPorts,
      List<String> excludeInboundIPs,
      List<String> excludeOutboundIPs) {
    public SidecarTraffic {
      excludeInboundPorts = List.copyOf(excludeInboundPorts);
      excludeOutboundPorts = List.copyOf(excludeOutboundPorts);
      excludeInboundIPs = List.copyOf(excludeInboundIPs);
      excludeOutboundIPs = List.copyOf(excludeOutboundIPs);
    }
  }

  /** Pods with one of these labels are never injected; the value {@code *} stands for any. */
  public record Exceptions(Map<String, String> labels) {
    public Exceptions {
      labels = sorted(labels);
    }
  }

  /** A copy whose order is the same in every run, so that what is made of it is too. */
  private static Map<String, String> sorted(Map<String, String> map) {
    return Collections.unmodifiableMap(new TreeMap<>(map));
  }

  public record BuiltinDns(
      boolean enabled, long port, boolean logging, boolean experimentalProxy) {}

  /**
   * Redirection by eBPF.
   *
   * @param instanceIpVariable {@code instanceIPEnvVarName} in files: the variable of kuma-init that
   *     holds the pod's address
   */
  public record Ebpf(
      boolean enabled,
      String instanceIpVariable,
      String bpffsPath,
      String cgroupPath,
      String tcAttachIface,
      String programsSourcePath) {}

  public record Spire(boolean enabled, String mountPath, String socketFileName) {}
}
