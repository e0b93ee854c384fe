package io.higuma.metadata;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Annotations that Higuma reads or writes. */
public final class Annotations {
  public static final MetadataKey<Boolean> SIDECAR_INJECTION =
      MetadataKey.annotation(
          "kuma.io/sidecar-injection",
          Format.SWITCH,
          "On a pod or namespace: as the label of that name, which wins over it. Kuma ignores the annotation.");
  public static final MetadataKey<String> MESH =
      MetadataKey.annotation(
              "kuma.io/mesh", Format.TEXT, "Deprecated form of the label kuma.io/mesh.")
          .deprecated("use the label kuma.io/mesh");
  public static final MetadataKey<String> DEFAULT_CONTAINER =
      MetadataKey.annotation(
          "kubectl.kubernetes.io/default-container",
          Format.TEXT,
          "The container that kubectl logs and exec take; set on injected pods with one container.");
  public static final MetadataKey<List<String>> CONTAINER_PATCHES =
      MetadataKey.annotation(
          "kuma.io/container-patches",
          Format.LIST,
          "Names of the ContainerPatches in the system namespace to apply, after those of the configuration.");
  public static final MetadataKey<Duration> DRAIN_TIME =
      MetadataKey.annotation(
          "kuma.io/sidecar-drain-time",
          Format.DURATION,
          "How long the sidecar drains connections before it stops.");
  public static final MetadataKey<Long> CONCURRENCY =
      MetadataKey.annotation(
          "kuma.io/sidecar-proxy-concurrency",
          Format.UINT32,
          "Worker threads of Envoy; 0 means one for each CPU of the node.");
  public static final MetadataKey<Map<String, String>> ENVIRONMENT =
      MetadataKey.annotation(
          "kuma.io/sidecar-env-vars",
          Format.MAP,
          "Environment variables of the sidecar; they win over all others.");
  public static final MetadataKey<Long> ADMIN_PORT =
      MetadataKey.annotation(
          "kuma.io/envoy-admin-port", Format.UINT32, "Port of Envoy's admin interface.");
  public static final MetadataKey<String> ENVOY_LOG_LEVEL =
      MetadataKey.annotation("kuma.io/envoy-log-level", Format.TEXT, "Log level of Envoy.");
  public static final MetadataKey<String> ENVOY_COMPONENT_LOG_LEVEL =
      MetadataKey.annotation(
          "kuma.io/envoy-component-log-level", Format.TEXT, "Log levels of Envoy's components.");
  public static final MetadataKey<String> XDS_TRANSPORT =
      MetadataKey.annotation(
          "kuma.io/xds-transport-protocol-variant",
          Format.TEXT,
          "Variant of xDS between the sidecar and the control plane: GRPC or DELTA_GRPC.");
  public static final MetadataKey<Boolean> WAIT_FOR_DATAPLANE_READY =
      MetadataKey.annotation(
          "kuma.io/wait-for-dataplane-ready",
          Format.SWITCH,
          "Whether the other containers start only when the sidecar is ready; classic sidecars only.");
  public static final MetadataKey<String> TOKEN_VOLUME =
      MetadataKey.annotation(
          "kuma.io/service-account-token-volume",
          Format.TEXT,
          "The pod's volume that holds the service account token for the sidecar.");
  public static final MetadataKey<Boolean> SPIRE_SUPPORT =
      MetadataKey.annotation(
          "k8s.kuma.io/spire-support",
          Format.SWITCH,
          "Whether the SPIRE agent's socket is mounted into the sidecar.");
  public static final MetadataKey<Boolean> INIT_FIRST =
      MetadataKey.annotation(
          "kuma.io/init-first",
          Format.SWITCH,
          "Whether kuma-init runs before the pod's own init containers; classic sidecars only.");
  public static final MetadataKey<Boolean> GATEWAY =
      MetadataKey.annotation(
          "kuma.io/gateway",
          Format.SWITCH,
          "Whether the pod is a delegated gateway, whose inbound traffic is not redirected.");
  public static final MetadataKey<Boolean> VIRTUAL_PROBES =
      MetadataKey.annotation(
              "kuma.io/virtual-probes",
              Format.SWITCH,
              "Deprecated. Whether HTTP probes go through Envoy when the application probe proxy is off.")
          .deprecated("remove it: the application probe proxy does its work");
  public static final MetadataKey<Long> VIRTUAL_PROBES_PORT =
      MetadataKey.annotation(
              "kuma.io/virtual-probes-port",
              Format.UINT32,
              "Deprecated. Port of the virtual probes.")
          .deprecated("use kuma.io/application-probe-proxy-port");
  public static final MetadataKey<Long> PROBE_PROXY_PORT =
      MetadataKey.annotation(
          "kuma.io/application-probe-proxy-port",
          Format.UINT32,
          "Port of the application probe proxy; 0 turns it off.");
  public static final MetadataKey<Boolean> BUILTIN_DNS =
      MetadataKey.annotation(
          "kuma.io/builtin-dns",
          Format.SWITCH,
          "Whether DNS queries are redirected to the sidecar.");
  public static final MetadataKey<Long> BUILTIN_DNS_PORT =
      MetadataKey.annotation(
          "kuma.io/builtin-dns-port", Format.UINT32, "Port that DNS queries are redirected to.");
  public static final MetadataKey<Boolean> BUILTIN_DNS_LOGGING =
      MetadataKey.annotation(
          "kuma.io/builtin-dns-logging", Format.SWITCH, "Whether DNS queries are logged.");
  public static final MetadataKey<String> IP_FAMILY_MODE =
      MetadataKey.annotation(
          "kuma.io/transparent-proxying-ip-family-mode",
          Format.TEXT,
          "Which IP families are redirected: dualstack or ipv4.");
  public static final MetadataKey<String> EXCLUDE_INBOUND_PORTS =
      MetadataKey.annotation(
          "traffic.kuma.io/exclude-inbound-ports",
          Format.TEXT,
          "Inbound ports that are not redirected.");
  public static final MetadataKey<String> EXCLUDE_OUTBOUND_PORTS =
      MetadataKey.annotation(
          "traffic.kuma.io/exclude-outbound-ports",
          Format.TEXT,
          "Outbound ports that are not redirected.");
  public static final MetadataKey<String> EXCLUDE_INBOUND_IPS =
      MetadataKey.annotation(
          "traffic.kuma.io/exclude-inbound-ips",
          Format.TEXT,
          "Addresses whose inbound traffic is not redirected.");
  public static final MetadataKey<String> EXCLUDE_OUTBOUND_IPS =
      MetadataKey.annotation(
          "traffic.kuma.io/exclude-outbound-ips",
          Format.TEXT,
          "Addresses to which traffic is not redirected.");
  public static final MetadataKey<List<String>> EXCLUDE_OUTBOUND_PORTS_FOR_UIDS =
      MetadataKey.annotation(
          "traffic.kuma.io/exclude-outbound-ports-for-uids",
          Format.SEMICOLON_LIST,
          "Outbound ports that are not redirected for a user id: protocol:ports:uids, several separated by semicolons.");
  public static final MetadataKey<Boolean> DROP_INVALID_PACKETS =
      MetadataKey.annotation(
          "traffic.kuma.io/drop-invalid-packets",
          Format.BOOLEAN,
          "Whether packets that connection tracking calls invalid are dropped.");
  public static final MetadataKey<Boolean> IPTABLES_LOGS =
      MetadataKey.annotation(
          "traffic.kuma.io/iptables-logs",
          Format.BOOLEAN,
          "Whether iptables logs what it redirects.");
  public static final MetadataKey<Boolean> EBPF =
      MetadataKey.annotation(
          "kuma.io/transparent-proxying-ebpf",
          Format.SWITCH,
          "Whether redirection uses eBPF instead of iptables.");
  public static final MetadataKey<String> EBPF_BPFFS_PATH =
      MetadataKey.annotation(
          "kuma.io/transparent-proxying-ebpf-bpf-fs-path",
          Format.TEXT,
          "Path of the BPF file system.");
  public static final MetadataKey<String> EBPF_CGROUP_PATH =
      MetadataKey.annotation(
          "kuma.io/transparent-proxying-ebpf-cgroup-path",
          Format.TEXT,
          "Path of the control groups.");
  public static final MetadataKey<String> EBPF_TC_ATTACH_IFACE =
      MetadataKey.annotation(
          "kuma.io/transparent-proxying-ebpf-tc-attach-iface",
          Format.TEXT,
          "Network interface that eBPF programs attach to.");
  public static final MetadataKey<String> EBPF_PROGRAMS_SOURCE_PATH =
      MetadataKey.annotation(
          "kuma.io/transparent-proxying-ebpf-programs-source-path",
          Format.TEXT,
          "Path of the eBPF programs.");
  public static final MetadataKey<String> EBPF_INSTANCE_IP_VARIABLE =
      MetadataKey.annotation(
          "kuma.io/transparent-proxying-ebpf-instance-ip-env-var-name",
          Format.TEXT,
          "Environment variable of kuma-init that holds the pod's address.");
  public static final MetadataKey<String> TRANSPARENT_PROXY_CONFIGMAP =
      MetadataKey.annotation(
          "traffic.kuma.io/transparent-proxy-configmap-name",
          Format.TEXT,
          "ConfigMap of the pod's namespace that is laid over the mesh-wide redirection settings.");
  public static final MetadataKey<String> TRANSPARENT_PROXY_CONFIG =
      MetadataKey.annotation(
          "traffic.kuma.io/transparent-proxy-config",
          Format.TEXT,
          "Written: the redirection settings of the pod as YAML.");
  public static final MetadataKey<Boolean> TRANSPARENT_PROXYING =
      MetadataKey.annotation(
          "kuma.io/transparent-proxying",
          Format.SWITCH,
          "Written: traffic is redirected to the sidecar.");
  public static final MetadataKey<Long> TRANSPARENT_PROXYING_INBOUND_PORT =
      MetadataKey.annotation(
          "kuma.io/transparent-proxying-inbound-port",
          Format.UINT32,
          "Written: the port that inbound traffic is redirected to.");
  public static final MetadataKey<Long> TRANSPARENT_PROXYING_OUTBOUND_PORT =
      MetadataKey.annotation(
          "kuma.io/transparent-proxying-outbound-port",
          Format.UINT32,
          "Written: the port that outbound traffic is redirected to.");
  public static final MetadataKey<Long> SIDECAR_UID =
      MetadataKey.annotation(
          "kuma.io/sidecar-uid",
          Format.UINT32,
          "Written: the user id of the sidecar, whose own traffic is not redirected.");
  public static final MetadataKey<Boolean> SIDECAR_INJECTED =
      MetadataKey.annotation(
          "kuma.io/sidecar-injected", Format.SWITCH, "Written: the pod was injected.");
  public static final MetadataKey<String> CNI_NETWORKS =
      MetadataKey.annotation(
          "k8s.v1.cni.cncf.io/networks",
          Format.TEXT,
          "Written when CNI is on: the network that redirects traffic.");
  public static final MetadataKey<Boolean> IGNORE =
      MetadataKey.annotation(
          "kuma.io/ignore", Format.SWITCH, "On a Service: it takes no part in the mesh.");
  public static final MetadataKey<String> SERVICE_UPSTREAM =
      MetadataKey.annotation(
          "ingress.kubernetes.io/service-upstream",
          Format.TEXT,
          "Written on Services of the mesh: ingress controllers send traffic to the Service's address.");
  public static final MetadataKey<String> NGINX_SERVICE_UPSTREAM =
      MetadataKey.annotation(
          "nginx.ingress.kubernetes.io/service-upstream",
          Format.TEXT,
          "The same for the NGINX ingress controller.");
  public static final MetadataKey<Boolean> INGRESS =
      MetadataKey.annotation("kuma.io/ingress", Format.SWITCH, "The pod is a zone ingress.");
  public static final MetadataKey<String> INGRESS_PUBLIC_ADDRESS =
      MetadataKey.annotation(
          "kuma.io/ingress-public-address",
          Format.TEXT,
          "Address under which other zones reach the zone ingress.");
  public static final MetadataKey<Long> INGRESS_PUBLIC_PORT =
      MetadataKey.annotation(
          "kuma.io/ingress-public-port",
          Format.UINT32,
          "Port under which other zones reach the zone ingress.");
  public static final MetadataKey<Boolean> EGRESS =
      MetadataKey.annotation("kuma.io/egress", Format.SWITCH, "The pod is a zone egress.");
  public static final MetadataKey<String> TAGS =
      MetadataKey.annotation(
          "kuma.io/tags", Format.TEXT, "Tags of a builtin gateway as a JSON object.");
  public static final MetadataKey<List<String>> DIRECT_ACCESS_SERVICES =
      MetadataKey.annotation(
          "kuma.io/direct-access-services",
          Format.LIST,
          "Services whose instances the pod reaches one by one.");
  public static final MetadataKey<List<String>> REACHABLE_SERVICES =
      MetadataKey.annotation(
          "kuma.io/transparent-proxying-reachable-services",
          Format.LIST,
          "The only services that the pod reaches through the mesh.");
  public static final MetadataKey<String> REACHABLE_BACKENDS =
      MetadataKey.annotation(
          "kuma.io/reachable-backends",
          Format.TEXT,
          "The only backends that the pod reaches through the mesh, as YAML with refs.");
  public static final MetadataKey<String> METRICS_PATH =
      MetadataKey.annotation(
              "prometheus.metrics.kuma.io/path",
              Format.TEXT,
              "Path under which the sidecar offers metrics; overrides the Mesh.")
          .deprecated("use a MeshMetric");
  public static final MetadataKey<Long> METRICS_PORT =
      MetadataKey.annotation(
              "prometheus.metrics.kuma.io/port",
              Format.UINT32,
              "Port at which the sidecar offers metrics; overrides the Mesh.")
          .deprecated("use a MeshMetric");
  public static final MetadataKey<String> DISPLAY_NAME =
      MetadataKey.annotation(
          "kuma.io/display-name", Format.TEXT, "The name of an object as users know it.");
  public static final MetadataKey<String> WORKLOAD =
      MetadataKey.annotation(
          "kuma.io/workload", Format.TEXT, "The workload that a Dataplane belongs to.");
  public static final MetadataKey<String> SERVICE_ACCOUNT =
      MetadataKey.annotation(
          "k8s.kuma.io/service-account", Format.TEXT, "The service account of a Dataplane's pod.");
  public static final MetadataKey<String> MESH_DEFAULTS_GENERATED =
      MetadataKey.annotation(
          "k8s.kuma.io/mesh-defaults-generated",
          Format.TEXT,
          "true on a Mesh whose default policies were made; those that are deleted later stay away.");
  public static final MetadataKey<String> INJECTION_LABEL_FROM_ANNOTATION =
      MetadataKey.annotation(
          "higuma.io/injection-label-from-annotation",
          Format.TEXT,
          "On a namespace: Higuma set the label kuma.io/sidecar-injection from the annotation, and takes it away with it.");

  public static final MetadataKey<Boolean> ORIGINAL =
      MetadataKey.annotation(
          "higuma.io/original",
          Format.SWITCH,
          "On a pod or namespace: whether injected pods keep a record of what injection changed, so that higuma uninject gives the original back exactly. The record takes the value's place on the pod.");

  public static final MetadataKey<String> INJECTION_HASH =
      MetadataKey.annotation(
          "higuma.io/injection-hash",
          Format.TEXT,
          "On an injected pod: a sum of what made its sidecar. A pod for which another would be written today has an old sidecar; higuma stale lists these.");
  public static final MetadataKey<String> INJECTION_INPUTS =
      MetadataKey.annotation(
          "higuma.io/injection-inputs",
          Format.TEXT,
          "On an injected pod: what the pod said of its sidecar before injection wrote over it. Absent from pods that said nothing.");

  public static final MetadataKey<String> LAST_APPLIED =
      MetadataKey.annotation(
          "higuma.io/last-applied",
          Format.TEXT,
          "On the Service and the Deployment of a builtin gateway: what the control plane wrote last, so that it takes away its own and nothing else.");

  public static final MetadataKey<String> POLICIES =
      MetadataKey.annotation(
          "higuma.io/policies",
          Format.TEXT,
          "On a DataplaneInsight: which policies the proxy has accepted, has yet to answer, and has refused, by sums of them; the status of policies is counted from it.");

  public static final MetadataKey<String> ROTATE_AUTHORITY =
      MetadataKey.annotation(
          "higuma.io/rotate-authority",
          Format.TEXT,
          "On the Secret of the serving certificate, with any value: asks for a new authority of the control plane, in steps that leave every pod able to connect. It is taken away when the new authority is published.");

  /**
   * What the annotations about the metrics of one application begin with; see {@link #aggregate}.
   */
  public static final String METRICS_AGGREGATE = "prometheus.metrics.kuma.io/aggregate-";

  /**
   * An annotation about the metrics of one application in the pod, which the sidecar offers
   * together with its own.
   *
   * @param application a name of the user's choice
   * @param field {@code path}, {@code port}, {@code enabled} or {@code address}
   */
  public static <T> MetadataKey<T> aggregate(String application, String field, Format<T> format) {
    return MetadataKey.annotation(
        METRICS_AGGREGATE + application + "-" + field,
        format,
        "Metrics of an application in the pod that the sidecar offers with its own.");
  }

  /**
   * The protocol of a Service port, where {@code appProtocol} does not say it.
   *
   * @param port the number of the Service port
   */
  public static MetadataKey<String> portProtocol(int port) {
    return MetadataKey.annotation(
        port + ".service.kuma.io/protocol", Format.TEXT, "On a Service: the protocol of a port.");
  }

  private Annotations() {}
}
