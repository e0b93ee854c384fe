package io.higuma.config;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Settings under {@code runtime.kubernetes.injector}, but for the sidecar container. */
final class InjectorRows {
  private static final String KEY = "runtime.kubernetes.injector.";
  private static final String VARIABLE = "KUMA_RUNTIME_KUBERNETES_INJECTOR_";

  private static final SettingsSection INJECTOR = new SettingsSection(KEY, VARIABLE);

  /** Several of the injector's settings have the shorter prefix. */
  private static final SettingsSection SHORT = new SettingsSection(KEY, "KUMA_RUNTIME_KUBERNETES_");

  private InjectorRows() {}

  static List<Setting<?>> all() {
    return Stream.of(
            injector(), dataplanes(), containers(), probes(), traffic(), dns(), ebpf(), spire())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Setting<?>> injector() {
    return List.of(
        INJECTOR.list(
            "containerPatches",
            "CONTAINER_PATCHES",
            List.of(),
            "ContainerPatches of the system namespace that every injected pod gets."),
        INJECTOR.flag(
            "cniEnabled",
            "CNI_ENABLED",
            false,
            "Whether a CNI plugin redirects traffic, so that pods need no privileged init container."),
        SHORT
            .in("exceptions", "EXCEPTIONS")
            .map(
                "labels",
                "LABELS",
                Map.of("openshift.io/build.name", "*", "openshift.io/deployer-pod-for.name", "*"),
                "Pods with one of these labels are never injected; the value * stands for any."),
        INJECTOR.text(
            "caCertFile",
            "CA_CERT_FILE",
            "",
            "File with the CA certificate that sidecars trust the control plane by; empty means none."),
        INJECTOR.text(
            "transparentProxyConfigMap",
            "TRANSPARENT_PROXY_CONFIGMAP_NAME",
            "",
            "ConfigMap with the redirection settings of all pods; empty means that annotations and the settings here count."));
  }

  private static List<Setting<?>> dataplanes() {
    return List.of(
        INJECTOR.flag(
            "unifiedResourceNamingEnabled",
            "UNIFIED_RESOURCE_NAMING_ENABLED",
            false,
            "Whether sidecars name Envoy's resources and statistics in the unified way."),
        INJECTOR.flag(
            "otelPipeEnabled",
            "OTEL_PIPE_ENABLED",
            true,
            "Whether sidecars pass OpenTelemetry data of Envoy on to the node."),
        INJECTOR.list(
            "ignoredServiceSelectorLabels",
            "IGNORED_SERVICE_SELECTOR_LABELS",
            List.of(),
            "Labels that are left out when the selector of a Service is matched with pods."),
        INJECTOR.list(
            "nodeLabelsToCopy",
            "NODE_LABELS_TO_COPY",
            List.of(
                "topology.kubernetes.io/zone",
                "topology.kubernetes.io/region",
                "kubernetes.io/hostname"),
            "Labels of a node that the Dataplanes of its pods get as tags."));
  }

  private static List<Setting<?>> containers() {
    var init = new SettingsSection(KEY + "initContainer.", "KUMA_INJECTOR_INIT_CONTAINER_");
    var validation =
        new SettingsSection(KEY + "validationContainer.", "KUMA_INJECTOR_VALIDATION_CONTAINER_");
    return Stream.of(
            List.<Setting<?>>of(
                init.text(
                        "image",
                        "IMAGE",
                        "kuma/kuma-init:latest",
                        "Image of kuma-init and of kuma-validation.")
                    .checked(Check.notEmpty())),
            resources(init, "kuma-init"),
            resources(validation, "kuma-validation"))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Setting<?>> resources(SettingsSection container, String name) {
    var requests = container.in("resources", "RESOURCES").in("requests", "REQUESTS");
    var limits = container.in("resources", "RESOURCES").in("limits", "LIMITS");
    return List.of(
        requests.quantity("cpu", "CPU", "20m", "CPU that " + name + " requests."),
        requests.quantity("memory", "MEMORY", "20M", "Memory that " + name + " requests."),
        limits.quantity("cpu", "CPU", "0", "CPU limit of " + name + "; 0 means none."),
        limits.quantity("memory", "MEMORY", "50M", "Memory limit of " + name + "; 0 means none."));
  }

  private static List<Setting<?>> probes() {
    return List.of(
        SHORT.flag(
            "virtualProbesEnabled",
            "VIRTUAL_PROBES_ENABLED",
            false,
            "Deprecated. Whether HTTP probes go through Envoy when the application probe proxy is off."),
        SHORT
            .number(
                "virtualProbesPort",
                "VIRTUAL_PROBES_PORT",
                9000,
                "Deprecated. Port of the virtual probes.")
            .checked(Check.uint32()),
        SHORT
            .number(
                "applicationProbeProxyPort",
                "APPLICATION_PROBE_PROXY_PORT",
                9001,
                "Port where a sidecar passes probes on to the application; 0 turns it off.")
            .checked(Check.uint32()));
  }

  private static List<Setting<?>> traffic() {
    var traffic = SHORT.in("sidecarTraffic", "SIDECAR_TRAFFIC");
    return List.of(
        traffic.numbers(
            "excludeInboundPorts",
            "EXCLUDE_INBOUND_PORTS",
            "Inbound ports that are not redirected to the sidecar."),
        traffic.numbers(
            "excludeOutboundPorts",
            "EXCLUDE_OUTBOUND_PORTS",
            "Outbound ports that are not redirected to the sidecar."),
        traffic.list(
            "excludeInboundIPs",
            "EXCLUDE_INBOUND_IPS",
            List.of(),
            "Addresses or CIDRs whose inbound traffic is not redirected."),
        traffic.list(
            "excludeOutboundIPs",
            "EXCLUDE_OUTBOUND_IPS",
            List.of(),
            "Addresses or CIDRs to which traffic is not redirected."));
  }

  private static List<Setting<?>> dns() {
    var dns = INJECTOR.in("builtinDNS", "BUILTIN_DNS");
    return List.of(
        dns.flag("enabled", "ENABLED", true, "Whether sidecars answer the DNS queries of a pod."),
        dns.number("port", "PORT", 15053, "Port that DNS queries are redirected to.")
            .checked(Check.uint32()),
        dns.flag("logging", "LOGGING", false, "Whether sidecars log DNS queries."),
        dns.flag(
            "experimentalProxy",
            "EXPERIMENTAL_PROXY",
            true,
            "Whether kuma-dp itself answers DNS queries; CoreDNS does otherwise."));
  }

  private static List<Setting<?>> ebpf() {
    var ebpf = INJECTOR.in("ebpf", "EBPF");
    return List.of(
        ebpf.flag("enabled", "ENABLED", false, "Whether eBPF redirects traffic, not iptables."),
        ebpf.text(
            "instanceIPEnvVarName",
            "INSTANCE_IP_ENV_VAR_NAME",
            "INSTANCE_IP",
            "Environment variable of kuma-init that holds the pod's address."),
        ebpf.text("bpffsPath", "BPFFS_PATH", "/sys/fs/bpf", "Path of the BPF file system."),
        ebpf.text("cgroupPath", "CGROUP_PATH", "/sys/fs/cgroup", "Path of the control groups."),
        ebpf.text(
            "tcAttachIface",
            "TC_ATTACH_IFACE",
            "",
            "Network interface that eBPF programs attach to; empty lets kuma-init choose."),
        ebpf.text(
            "programsSourcePath",
            "PROGRAMS_SOURCE_PATH",
            "/tmp/kuma-ebpf",
            "Path of the eBPF programs in the image of kuma-init."));
  }

  private static List<Setting<?>> spire() {
    var spire = INJECTOR.in("spire", "SPIRE");
    return List.of(
        spire.flag("enabled", "ENABLED", false, "Whether sidecars get the SPIRE agent's socket."),
        spire.text(
            "mountPath",
            "MOUNT_PATH",
            "/run/spire/sockets",
            "Directory of the SPIRE agent's socket in the sidecar."),
        spire.text(
            "socketFileName",
            "SOCKET_FILE_NAME",
            "socket",
            "File name of the SPIRE agent's socket. Has no effect yet."));
  }
}
