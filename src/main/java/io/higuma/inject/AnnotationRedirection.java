package io.higuma.inject;

import static java.util.function.Predicate.not;

import io.higuma.config.ControlPlaneConfig;
import io.higuma.config.InjectorSettings;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Format;
import io.higuma.metadata.MetadataKey;
import io.higuma.metadata.MetadataReader;
import io.higuma.metadata.Parsed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Redirection that many small annotations describe, and arguments of kuma-init repeat. */
final class AnnotationRedirection {
  /** The annotations that this class may write. */
  static final List<MetadataKey<?>> WRITTEN =
      List.of(
          Annotations.TRANSPARENT_PROXYING,
          Annotations.SIDECAR_UID,
          Annotations.TRANSPARENT_PROXYING_INBOUND_PORT,
          Annotations.TRANSPARENT_PROXYING_OUTBOUND_PORT,
          Annotations.BUILTIN_DNS,
          Annotations.BUILTIN_DNS_PORT,
          Annotations.BUILTIN_DNS_LOGGING,
          Annotations.EBPF,
          Annotations.EBPF_BPFFS_PATH,
          Annotations.EBPF_CGROUP_PATH,
          Annotations.EBPF_TC_ATTACH_IFACE,
          Annotations.EBPF_PROGRAMS_SOURCE_PATH,
          Annotations.EBPF_INSTANCE_IP_VARIABLE,
          Annotations.EXCLUDE_INBOUND_PORTS,
          Annotations.EXCLUDE_OUTBOUND_PORTS,
          Annotations.EXCLUDE_INBOUND_IPS,
          Annotations.EXCLUDE_OUTBOUND_IPS,
          Annotations.IP_FAMILY_MODE);

  private static final long DEFAULT_UID = 5678;
  private static final long DEFAULT_INBOUND_PORT = 15006;
  private static final long DEFAULT_OUTBOUND_PORT = 15001;
  private static final long DEFAULT_DNS_PORT = 15053;
  private static final String DUALSTACK = "dualstack";

  private final ControlPlaneConfig config;
  private final InjectorSettings settings;
  private final MetadataReader pod;
  private final ProbeRouting probes;
  private final boolean gateway;
  private final boolean dns;
  private final long dnsPort;
  private final boolean ebpf;
  private final Map<String, String> written = new LinkedHashMap<>();

  private AnnotationRedirection(
      ControlPlaneConfig config, MetadataReader pod, ProbeRouting probes) {
    this.config = config;
    this.settings = config.injector();
    this.pod = pod;
    this.probes = probes;
    gateway = pod.read(Annotations.GATEWAY, false);
    dns = pod.read(Annotations.BUILTIN_DNS, settings.builtinDNS().enabled());
    dnsPort = pod.read(Annotations.BUILTIN_DNS_PORT, settings.builtinDNS().port());
    ebpf = pod.read(Annotations.EBPF, settings.ebpf().enabled());
  }

  static Redirection of(ControlPlaneConfig config, MetadataReader pod, ProbeRouting probes) {
    return new AnnotationRedirection(config, pod, probes).redirection();
  }

  private Redirection redirection() {
    writePorts();
    if (dns) {
      boolean logging = pod.read(Annotations.BUILTIN_DNS_LOGGING, settings.builtinDNS().logging());
      write(Annotations.BUILTIN_DNS, "enabled");
      write(Annotations.BUILTIN_DNS_PORT, Long.toString(dnsPort));
      write(Annotations.BUILTIN_DNS_LOGGING, Boolean.toString(logging));
    }
    if (ebpf) {
      writeEbpf();
    }
    writeExclusions();
    String ipFamilyMode =
        pod.text(Annotations.IP_FAMILY_MODE).orElse(settings.sidecarContainer().ipFamilyMode());
    write(Annotations.IP_FAMILY_MODE, ipFamilyMode.isEmpty() ? DUALSTACK : ipFamilyMode);

    return new Redirection(
        Map.copyOf(written),
        arguments(),
        List.of(
            "--config-file=/tmp/.kumactl",
            "--ip-family-mode=" + writtenValue(Annotations.IP_FAMILY_MODE),
            "--validation-server-port=" + settings.sidecarContainer().redirectPortInbound()),
        !gateway,
        Optional.empty());
  }

  private void writePorts() {
    InjectorSettings.SidecarContainer sidecar = settings.sidecarContainer();
    write(Annotations.TRANSPARENT_PROXYING, "enabled");
    write(Annotations.SIDECAR_UID, Long.toString(sidecar.uid()));
    write(
        Annotations.TRANSPARENT_PROXYING_INBOUND_PORT,
        Integer.toString(sidecar.redirectPortInbound()));
    write(
        Annotations.TRANSPARENT_PROXYING_OUTBOUND_PORT,
        Integer.toString(sidecar.redirectPortOutbound()));
  }

  private void writeEbpf() {
    InjectorSettings.Ebpf configured = settings.ebpf();
    write(Annotations.EBPF, "enabled");
    writeIfAny(Annotations.EBPF_BPFFS_PATH, configured.bpffsPath());
    writeIfAny(Annotations.EBPF_CGROUP_PATH, configured.cgroupPath());
    writeIfAny(Annotations.EBPF_TC_ATTACH_IFACE, configured.tcAttachIface());
    writeIfAny(Annotations.EBPF_PROGRAMS_SOURCE_PATH, configured.programsSourcePath());
    // An annotation named like the configured variable is a second way to say it, which Kuma has by
    // accident.
    String byVariable = pod.text(variableAsKey(configured.instanceIpVariable())).orElse("");
    writeIfAny(Annotations.EBPF_INSTANCE_IP_VARIABLE, byVariable);
  }

  private static MetadataKey<String> variableAsKey(String variable) {
    return new MetadataKey<>(variable, MetadataKey.Kind.ANNOTATION, Format.TEXT, "", "");
  }

  private void writeExclusions() {
    InjectorSettings.SidecarTraffic traffic = settings.sidecarTraffic();
    String inboundPorts =
        pod.text(Annotations.EXCLUDE_INBOUND_PORTS)
            .orElse(String.join(",", traffic.excludeInboundPorts()));
    String readinessPort =
        ReadinessPort.excluded(config.bootstrapServer().params()).map(String::valueOf).orElse("");
    String allInboundPorts =
        Stream.of(inboundPorts, readinessPort)
            .filter(not(String::isEmpty))
            .collect(Collectors.joining(","));
    if (!allInboundPorts.isEmpty()) {
      write(Annotations.EXCLUDE_INBOUND_PORTS, allInboundPorts);
    }
    writeIfAny(
        Annotations.EXCLUDE_OUTBOUND_PORTS, String.join(",", traffic.excludeOutboundPorts()));
    writeIfAny(Annotations.EXCLUDE_INBOUND_IPS, String.join(",", traffic.excludeInboundIPs()));
    writeIfAny(Annotations.EXCLUDE_OUTBOUND_IPS, String.join(",", traffic.excludeOutboundIPs()));
  }

  private List<String> arguments() {
    InjectorSettings.SidecarContainer sidecar = settings.sidecarContainer();
    var arguments = new ArrayList<String>();
    if (sidecar.uid() != DEFAULT_UID) {
      arguments.add("--kuma-dp-user=" + sidecar.uid());
    }
    if (!writtenValue(Annotations.IP_FAMILY_MODE).equals(DUALSTACK)) {
      arguments.add("--ip-family-mode=" + writtenValue(Annotations.IP_FAMILY_MODE));
    }
    addPort(
        arguments,
        "--redirect-outbound-port",
        sidecar.redirectPortOutbound(),
        DEFAULT_OUTBOUND_PORT);
    addIfAny(arguments, "--exclude-outbound-ports", value(Annotations.EXCLUDE_OUTBOUND_PORTS));
    addIfAny(arguments, "--exclude-outbound-ips", cleaned(value(Annotations.EXCLUDE_OUTBOUND_IPS)));
    pod.read(Annotations.EXCLUDE_OUTBOUND_PORTS_FOR_UIDS, List.of()).stream()
        .filter(not(String::isEmpty))
        .forEach(piece -> arguments.add("--exclude-outbound-ports-for-uids=" + piece));
    if (gateway) {
      arguments.add("--redirect-inbound=false");
    } else {
      addInbound(arguments);
    }
    if (dns) {
      arguments.add("--redirect-all-dns-traffic");
      addPort(arguments, "--redirect-dns-port", dnsPort, DEFAULT_DNS_PORT);
    }
    if (ebpf) {
      addEbpf(arguments);
    }
    if (isTrue(Annotations.DROP_INVALID_PACKETS)) {
      arguments.add("--drop-invalid-packets");
    }
    if (isTrue(Annotations.IPTABLES_LOGS)) {
      arguments.add("--iptables-logs");
    }
    arguments.add("--verbose");
    return List.copyOf(arguments);
  }

  private void addInbound(List<String> arguments) {
    addPort(
        arguments,
        "--redirect-inbound-port",
        settings.sidecarContainer().redirectPortInbound(),
        DEFAULT_INBOUND_PORT);
    String probePort = probes.proxyPort() == 0 ? "" : Long.toString(probes.proxyPort());
    addIfAny(
        arguments,
        "--exclude-inbound-ports",
        Stream.of(value(Annotations.EXCLUDE_INBOUND_PORTS), probePort)
            .filter(not(String::isEmpty))
            .collect(Collectors.joining(",")));
    addIfAny(arguments, "--exclude-inbound-ips", cleaned(value(Annotations.EXCLUDE_INBOUND_IPS)));
  }

  private void addEbpf(List<String> arguments) {
    arguments.add("--ebpf-enabled");
    addIfAny(arguments, "--ebpf-bpffs-path", value(Annotations.EBPF_BPFFS_PATH));
    addIfAny(arguments, "--ebpf-cgroup-path", value(Annotations.EBPF_CGROUP_PATH));
    addIfAny(arguments, "--ebpf-tc-attach-iface", value(Annotations.EBPF_TC_ATTACH_IFACE));
    addIfAny(
        arguments, "--ebpf-programs-source-path", value(Annotations.EBPF_PROGRAMS_SOURCE_PATH));
    String variable = value(Annotations.EBPF_INSTANCE_IP_VARIABLE);
    if (!variable.isEmpty()) {
      arguments.add("--ebpf-instance-ip=$(" + variable + ")");
    }
  }

  /** A malformed value counts as false, as in Kuma. */
  private boolean isTrue(MetadataKey<Boolean> key) {
    return pod.text(key)
        .map(text -> key.format().parse(key.name(), text))
        .filter(parsed -> parsed instanceof Parsed.Value<Boolean>(Boolean value) && value)
        .isPresent();
  }

  private void write(MetadataKey<?> key, String value) {
    written.put(key.name(), value);
  }

  /** What the user wrote stays, even if it is empty; else the configured value, if there is one. */
  private void writeIfAny(MetadataKey<?> key, String configured) {
    String value = pod.text(key).orElse(configured);
    if (!value.isEmpty()) {
      write(key, value);
    }
  }

  private String writtenValue(MetadataKey<?> key) {
    return written.getOrDefault(key.name(), "");
  }

  /** The value that the pod will have. */
  private String value(MetadataKey<?> key) {
    return written.getOrDefault(key.name(), pod.text(key).orElse(""));
  }

  private static void addPort(List<String> arguments, String flag, long port, long usual) {
    if (port != usual && port != 0) {
      arguments.add(flag + "=" + port);
    }
  }

  private static void addIfAny(List<String> arguments, String flag, String value) {
    if (!value.isEmpty()) {
      arguments.add(flag + "=" + value);
    }
  }

  private static String cleaned(String list) {
    if (list.isEmpty()) {
      return list;
    }
    return Stream.of(list.split(",", -1))
        .map(String::trim)
        .filter(not(String::isEmpty))
        .collect(Collectors.joining(","));
  }
}
