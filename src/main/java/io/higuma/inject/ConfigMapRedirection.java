package io.higuma.inject;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.config.InjectorSettings;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Format;
import io.higuma.metadata.KnownAnnotations;
import io.higuma.metadata.MetadataKey;
import io.higuma.metadata.MetadataReader;
import io.higuma.metadata.Parsed;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Redirection that one YAML annotation describes: a ConfigMap of the platform with the pod's
 * annotations laid over it.
 */
final class ConfigMapRedirection {
  /** The annotations that this class writes. */
  static final List<MetadataKey<?>> WRITTEN = List.of(Annotations.TRANSPARENT_PROXY_CONFIG);

  private final ControlPlaneConfig config;
  private final InjectorSettings settings;
  private final MetadataReader pod;
  private final ProbeRouting probes;
  private final ProxySettingsDocument document;
  private final List<Violation> violations = new ArrayList<>();

  private ConfigMapRedirection(
      ControlPlaneConfig config,
      MetadataReader pod,
      ProbeRouting probes,
      ProxySettingsDocument document) {
    this.config = config;
    this.settings = config.injector();
    this.pod = pod;
    this.probes = probes;
    this.document = document;
  }

  /** A redirection, or why there is none. */
  sealed interface Result {
    record Ready(Redirection redirection) implements Result {}

    /**
     * Some setting can't be had.
     *
     * @param known as much as does not depend on it, by which other mistakes are found
     */
    record Failed(RejectReason reason, List<Violation> violations, Redirection known)
        implements Result {}
  }

  static Result of(
      ControlPlaneConfig config,
      MetadataReader pod,
      ProbeRouting probes,
      ClusterView cluster,
      ProxySettingsReader reader) {
    String name = config.injector().transparentProxyConfigMap();
    return switch (cluster.transparentProxyConfig(name)) {
      case ClusterView.ConfigMapEntry.NoConfigMap() ->
          failed(
              pod,
              RejectReason.TRANSPARENT_PROXY_CONFIG_NOT_FOUND,
              "configmaps \"%s\" not found: create it in namespace %s, or clear the setting transparentProxyConfigMap"
                  .formatted(name, config.systemNamespace()));
      case ClusterView.ConfigMapEntry.Empty() ->
          failed(
              pod,
              RejectReason.INVALID_TRANSPARENT_PROXY_CONFIG,
              "key 'config.yaml' is missing or empty in ConfigMap %s: put the settings there"
                  .formatted(name));
      case ClusterView.ConfigMapEntry.Found(var yaml) ->
          pod.hasAny(KnownAnnotations.OF_PODS)
              ? merged(config, pod, probes, reader.read(yaml))
              : reader.unannotated(
                  yaml, probes.proxyPort(), () -> merged(config, pod, probes, reader.read(yaml)));
    };
  }

  private static Result merged(
      ControlPlaneConfig config,
      MetadataReader pod,
      ProbeRouting probes,
      ProxySettingsDocument document) {
    if (document.violations().isEmpty()) {
      return new ConfigMapRedirection(config, pod, probes, document).merge();
    }
    return failed(
        pod,
        RejectReason.INVALID_TRANSPARENT_PROXY_CONFIG,
        "config.yaml of ConfigMap %s: %s"
            .formatted(
                config.injector().transparentProxyConfigMap(),
                Violation.join(document.violations())));
  }

  private static Result failed(MetadataReader pod, RejectReason reason, String why) {
    return new Result.Failed(
        reason,
        List.of(
            new Violation(
                FieldPath.ROOT, "could not retrieve transparent proxy configuration: " + why)),
        // Whether there is inbound traffic to redirect, nobody knows.
        redirection(pod, Map.of(), false));
  }

  private Result merge() {
    mergeGlobals();
    ObjectNode redirect = ProxySettingsDocument.own(document.root(), "redirect");
    ProxySettingsDocument.own(redirect, "dns").put("port", settings.builtinDNS().port());
    mergeOutbound(ProxySettingsDocument.own(redirect, "outbound"));
    ObjectNode inbound = ProxySettingsDocument.own(redirect, "inbound");
    mergeInbound(inbound);
    mergeEbpf(document.root());
    ReadinessPort.excluded(config.bootstrapServer().params())
        .ifPresent(port -> ProxySettingsDocument.appendPort(inbound, port));
    boolean redirectsInbound = inbound.path("enabled").asBoolean();
    if (!violations.isEmpty()) {
      return new Result.Failed(
          RejectReason.INVALID_ANNOTATION,
          violations,
          redirection(pod, Map.of(), redirectsInbound));
    }
    var annotations = Map.of(Annotations.TRANSPARENT_PROXY_CONFIG.name(), document.print());
    return new Result.Ready(redirection(pod, annotations, redirectsInbound));
  }

  private static Redirection redirection(
      MetadataReader pod, Map<String, String> annotations, boolean inbound) {
    var mounted =
        new Redirection.MountedConfig(
            pod.text(Annotations.TRANSPARENT_PROXY_CONFIGMAP).filter(name -> !name.isEmpty()));
    var validatorArguments = new ArrayList<>(List.of("--config-file=/tmp/.kumactl"));
    validatorArguments.addAll(mounted.arguments("--transparent-proxy-config"));
    return new Redirection(
        annotations,
        mounted.arguments("--config"),
        List.copyOf(validatorArguments),
        inbound,
        Optional.of(mounted));
  }

  private void mergeGlobals() {
    ObjectNode root = document.root();
    root.put("kumaDPUser", Long.toString(settings.sidecarContainer().uid()));
    root.put("cniMode", settings.cniEnabled());
    pod.text(Annotations.IP_FAMILY_MODE)
        .ifPresent(mode -> {
          if (ProxySettingsDocument.isIpFamilyMode(mode)) {
            root.put("ipFamilyMode", mode.isEmpty() ? "dualstack" : mode);
          } else {
            violations.add(
                at(
                    Annotations.IP_FAMILY_MODE,
                    "invalid IP Family Mode in annotation '%s': %s: must be one of 'dualstack' or 'ipv4'"
                        .formatted(Annotations.IP_FAMILY_MODE.name(), mode)));
          }
        });
    pod.read(Annotations.DROP_INVALID_PACKETS)
        .ifPresent(drop -> root.put("dropInvalidPackets", drop.booleanValue()));
    pod.read(Annotations.IPTABLES_LOGS)
        .ifPresent(
            log -> ProxySettingsDocument.own(root, "log").put("enabled", log.booleanValue()));
  }

  private void mergeOutbound(ObjectNode outbound) {
    outbound.put("port", settings.sidecarContainer().redirectPortOutbound());
    mergePorts(
        outbound,
        Annotations.EXCLUDE_OUTBOUND_PORTS,
        settings.sidecarTraffic().excludeOutboundPorts());
    pod.read(Annotations.EXCLUDE_OUTBOUND_PORTS_FOR_UIDS)
        .ifPresent(pieces -> setTexts(outbound, "excludePortsForUIDs", pieces));
    mergeAddresses(
        outbound, Annotations.EXCLUDE_OUTBOUND_IPS, settings.sidecarTraffic().excludeOutboundIPs());
  }

  private void mergeInbound(ObjectNode inbound) {
    if (pod.read(Annotations.GATEWAY, false)) {
      inbound.put("enabled", false);
    }
    if (!inbound.path("enabled").asBoolean()) {
      return;
    }
    inbound.put("port", settings.sidecarContainer().redirectPortInbound());
    mergeAddresses(
        inbound, Annotations.EXCLUDE_INBOUND_IPS, settings.sidecarTraffic().excludeInboundIPs());
    mergePorts(
        inbound,
        Annotations.EXCLUDE_INBOUND_PORTS,
        settings.sidecarTraffic().excludeInboundPorts());
    if (probes.proxyPort() != 0) {
      ProxySettingsDocument.appendPort(inbound, probes.proxyPort());
    }
  }

  /** The first that is not empty: annotation, ConfigMap, setting. */
  private void mergePorts(ObjectNode chain, MetadataKey<String> key, List<String> configured) {
    String text = pod.text(key).orElse("");
    if (!text.isEmpty()) {
      FieldPath at = FieldPath.of("metadata.annotations").key(key.name());
      ArrayNode annotated = ProxySettingsDocument.ports(Stream.of(text), violations, at);
      if (!annotated.isEmpty()) {
        chain.set("excludePorts", annotated);
        return;
      }
    }
    if (!configured.isEmpty() && chain.path("excludePorts").isEmpty()) {
      FieldPath setting = FieldPath.of("runtime.kubernetes.injector.sidecarTraffic");
      chain.set(
          "excludePorts", ProxySettingsDocument.ports(configured.stream(), violations, setting));
    }
  }

  private void mergeAddresses(ObjectNode chain, MetadataKey<String> key, List<String> configured) {
    List<String> annotated = addresses(key);
    if (!annotated.isEmpty()) {
      setTexts(chain, "excludePortsForIPs", annotated);
    } else if (!configured.isEmpty() && chain.path("excludePortsForIPs").isEmpty()) {
      setTexts(chain, "excludePortsForIPs", configured);
    }
  }

  private List<String> addresses(MetadataKey<String> key) {
    String text = pod.text(key).orElse("");
    if (text.isEmpty()) {
      return List.of();
    }
    return switch (Format.LIST.parse(key.name(), text)) {
      case Parsed.Value<List<String>>(var items) -> items;
      case Parsed.Malformed<List<String>> ignored -> List.of();
    };
  }

  private void mergeEbpf(ObjectNode root) {
    boolean byConfigMap = root.path("ebpf").path("enabled").asBoolean();
    boolean enabled = pod.read(Annotations.EBPF, byConfigMap);
    if (!enabled && !byConfigMap) {
      return;
    }
    ObjectNode ebpf = ProxySettingsDocument.own(root, "ebpf").put("enabled", enabled);
    if (!enabled) {
      return;
    }
    InjectorSettings.Ebpf configured = settings.ebpf();
    var values = new LinkedHashMap<String, String>();
    values.put("bpffsPath", annotatedOr(Annotations.EBPF_BPFFS_PATH, configured.bpffsPath()));
    values.put("cgroupPath", annotatedOr(Annotations.EBPF_CGROUP_PATH, configured.cgroupPath()));
    values.put(
        "tcAttachIface", annotatedOr(Annotations.EBPF_TC_ATTACH_IFACE, configured.tcAttachIface()));
    values.put(
        "instanceIPEnvVarName",
        annotatedOr(Annotations.EBPF_INSTANCE_IP_VARIABLE, configured.instanceIpVariable()));
    values.put(
        "programsSourcePath",
        annotatedOr(Annotations.EBPF_PROGRAMS_SOURCE_PATH, configured.programsSourcePath()));
    values.forEach((field, value) -> {
      if (!value.isEmpty()) {
        ebpf.put(field, value);
      }
    });
  }

  private String annotatedOr(MetadataKey<String> key, String configured) {
    return pod.text(key).orElse(configured);
  }

  private static void setTexts(ObjectNode chain, String field, List<String> texts) {
    ArrayNode list = chain.putArray(field);
    texts.forEach(list::add);
  }

  private static Violation at(MetadataKey<?> key, String message) {
    return new Violation(FieldPath.of("metadata.annotations").key(key.name()), message);
  }
}
