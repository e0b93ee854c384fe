package io.higuma.config;

import io.higuma.config.ControlPlaneConfig.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Every setting: key, variable, form, default, meaning and what its value must be. The reference
 * documentation is made of this table, {@link ConfigLoader} reads by it and {@link ConfigRecords}
 * takes its values.
 */
final class Settings {
  /** Grouped by section, in the order of the documentation. */
  static final List<Setting<?>> ALL =
      Stream.of(
              controlPlane(),
              DataPlaneRows.all(),
              defaults(),
              admissionServer(),
              kubernetes(),
              InjectorRows.all(),
              SidecarRows.all(),
              ipam(),
              dnsServer(),
              experimental(),
              higuma(),
              higumaInjector(),
              higumaLog())
          .flatMap(List::stream)
          .toList();

  private Settings() {}

  private static List<Setting<?>> controlPlane() {
    var root = new SettingsSection("", "KUMA_");
    var zone = root.in("multizone", "MULTIZONE").in("zone", "ZONE");
    return List.of(
        root.mode(
            "mode",
            "MODE",
            Mode.ZONE,
            "Whether this control plane serves the data planes of a zone, or as global holds policies only and injects nothing."),
        zone.text("name", "NAME", "default", "Name of the zone that this control plane serves."),
        zone.text(
            "globalAddress",
            "GLOBAL_ADDRESS",
            "",
            "Address of the global control plane; when it is set, admission refuses what only that one may write, and no defaults are made that come from there: meshes, their policies and secrets, the key of zone tokens. Higuma does not connect to it yet."),
        zone.flag(
            "disableOriginLabelValidation",
            "DISABLE_ORIGIN_LABEL_VALIDATION",
            false,
            "Whether policies of a zone with a global control plane need no label kuma.io/origin."),
        root.in("store", "STORE")
            .flag(
                "unsafeDelete",
                "UNSAFE_DELETE",
                false,
                "Whether a Mesh with Dataplanes, a secret in use and a connected Zone can be deleted."),
        root.in("store", "STORE")
            .in("kubernetes", "KUBERNETES")
            .text(
                "systemNamespace",
                "SYSTEM_NAMESPACE",
                "kuma-system",
                "Namespace of the control plane, its ContainerPatches and its secrets.")
            .checked(Check.notEmpty()));
  }

  private static List<Setting<?>> defaults() {
    var defaults = new SettingsSection("defaults.", "KUMA_DEFAULTS_");
    return List.of(
        defaults.flag(
            "skipMeshCreation",
            "SKIP_MESH_CREATION",
            false,
            "Whether the mesh named default is not created at start."),
        defaults.flag(
            "skipTenantResources",
            "SKIP_TENANT_RESOURCES",
            false,
            "Whether nothing at all is created at start. New meshes get their defaults nevertheless."),
        defaults.flag(
            "createMeshRoutingResources",
            "CREATE_MESH_ROUTING_RESOURCES",
            false,
            "Whether a new mesh gets the legacy policies TrafficPermission allow-all-MESH and TrafficRoute route-all-MESH."),
        defaults.flag(
            "skipHostnameGenerators",
            "SKIP_HOSTNAME_GENERATORS",
            false,
            "Whether no HostnameGenerators are created at start."));
  }

  private static List<Setting<?>> admissionServer() {
    var kubernetes = new SettingsSection("runtime.kubernetes.", "KUMA_RUNTIME_KUBERNETES_");
    var admission = kubernetes.in("admissionServer", "ADMISSION_SERVER");
    return List.of(
        kubernetes.text(
            "controlPlaneServiceName",
            "CONTROL_PLANE_SERVICE_NAME",
            "kuma-control-plane",
            "Service of the control plane; part of the URL that sidecars get."),
        admission.text(
            "address",
            "ADDRESS",
            "",
            "Address that the admission server listens on; empty means every one."),
        admission.port("port", "PORT", 5443, "Port of the admission server."),
        admission
            .text(
                "certDir",
                "CERT_DIR",
                "",
                "Directory of the admission server's tls.crt and tls.key, which are read again when they change; empty means that the control plane makes its own certificate.")
            .unlikeKuma("Kuma does not start when it is empty."));
  }

  private static List<Setting<?>> kubernetes() {
    var kubernetes = new SettingsSection("runtime.kubernetes.", "KUMA_RUNTIME_KUBERNETES_");
    var leader = kubernetes.in("leaderElection", "LEADER_ELECTION");
    return List.of(
        kubernetes.list(
            "workloadLabels",
            "WORKLOAD_LABELS",
            List.of(),
            "Labels of a pod that name its workload; the first that the pod has counts."),
        kubernetes.flag(
            "disallowMultipleMeshesPerNamespace",
            "DISALLOW_MULTIPLE_MESHES_PER_NAMESPACE",
            false,
            "Whether all pods of a namespace must be in one mesh."),
        kubernetes.list(
            "allowedUsers",
            "ALLOWED_USERS",
            List.of("system:serviceaccount:kuma-system:kuma-control-plane"),
            "Users who may write every object of the mesh, insights included; the control plane's own service account always may."),
        kubernetes.flag(
            "skipMeshOwnerReference",
            "SKIP_MESH_OWNER_REFERENCE",
            false,
            "Whether objects of a mesh stay when it is deleted, because they are not owned by it."),
        kubernetes
            .in("controllersConcurrency", "CONTROLLERS_CONCURRENCY")
            .number(
                "podController",
                "POD_CONTROLLER",
                32,
                "How many pods are turned into Dataplanes at the same time.")
            .unlikeKuma("Kuma has 10.")
            .checked(Check.atLeast(1)),
        leader
            .duration(
                "leaseDuration",
                "LEASE_DURATION",
                "8s",
                "How long the Lease of a replica that has gone without a word keeps others from reconciling; whole seconds.")
            .unlikeKuma("Kuma has 15s.")
            .checked(Check.atLeast(Duration.ofSeconds(4))),
        leader
            .duration(
                "renewDeadline",
                "RENEW_DEADLINE",
                "5s",
                "After how long a replica that can't renew its Lease stops to reconcile; two thirds of the Lease at the most.")
            .unlikeKuma("Kuma has 10s.")
            .checked(Check.atLeast(Duration.ofSeconds(2))));
  }

  private static List<Setting<?>> ipam() {
    var ipam = new SettingsSection("ipam.", "KUMA_IPAM_");
    return List.of(
        ipam.in("meshService", "MESH_SERVICE")
            .text(
                "cidr",
                "CIDR",
                "241.0.0.0/8",
                "IPv4 network of the addresses of MeshServices that were not made from a Kubernetes Service.")
            .checked(Check.network()),
        ipam.in("meshExternalService", "MESH_EXTERNAL_SERVICE")
            .text(
                "cidr",
                "CIDR",
                "242.0.0.0/8",
                "IPv4 network of the addresses of MeshExternalServices.")
            .checked(Check.network()),
        ipam.in("meshMultiZoneService", "MESH_MULTI_ZONE_SERVICE")
            .text(
                "cidr",
                "CIDR",
                "243.0.0.0/8",
                "IPv4 network of the addresses of MeshMultiZoneServices.")
            .checked(Check.network()),
        ipam.list(
                "knownInternalCIDRs",
                "KNOWN_INTERNAL_CIDRS",
                List.of(
                    "10.0.0.0/8",
                    "192.168.0.0/16",
                    "172.16.0.0/12",
                    "fc00::/7",
                    "fd00::/8",
                    "127.0.0.1/32",
                    "::1/128"),
                "Networks whose clients sidecars take for internal ones.")
            .checked(Check.networks()));
  }

  private static List<Setting<?>> dnsServer() {
    var dns = new SettingsSection("dnsServer.", "KUMA_DNS_SERVER_");
    return List.of(
        dns.text(
                "CIDR",
                "CIDR",
                "240.0.0.0/4",
                "IPv4 network of the addresses that services of older kinds have in the mesh.")
            .checked(Check.network()),
        dns.flag(
            "serviceVipEnabled",
            "SERVICE_VIP_ENABLED",
            true,
            "Whether each value of the tag kuma.io/service has such an address."),
        dns.port(
            "serviceVipPort", "SERVICE_VIP_PORT", 80, "Port on which these addresses are served."),
        dns.text("domain", "DOMAIN", "mesh", "Domain of the names of these addresses.")
            .checked(Check.notEmpty()));
  }

  private static List<Setting<?>> experimental() {
    var experimental = new SettingsSection("experimental.", "KUMA_EXPERIMENTAL_");
    return List.of(
        experimental.flag(
            "sidecarContainers",
            "SIDECAR_CONTAINERS",
            true,
            "Whether the sidecar is a native one: an init container that keeps running."),
        experimental.flag(
            "deltaXds",
            "DELTA_XDS",
            false,
            "Whether sidecars ask for changes only instead of the whole state of the world."),
        experimental.flag(
            "inboundTagsDisabled",
            "INBOUND_TAGS_DISABLED",
            false,
            "Whether the inbounds of Dataplanes carry no tags."),
        experimental.flag(
            "kubeOutboundsAsVIPs",
            "KUBE_OUTBOUNDS_AS_VIPS",
            true,
            "Whether Services are reached through virtual addresses instead of outbounds in each Dataplane."));
  }

  private static List<Setting<?>> higuma() {
    var webhook = new SettingsSection("higuma.webhook.", "HIGUMA_WEBHOOK_");
    var patches = new SettingsSection("higuma.containerPatches.", "HIGUMA_CONTAINER_PATCHES_");
    var certificates = new SettingsSection("higuma.certificates.", "HIGUMA_CERTIFICATES_");
    return List.of(
        certificates
            .duration(
                "overlap",
                "OVERLAP",
                "10m",
                "How long each step of a change of the control plane's own authority lasts at the least: so much later than it is published does it issue a certificate, and so much later than that can the one before be dropped.")
            .checked(Check.positive()),
        webhook.list(
            "hosts",
            "HOSTS",
            List.of(),
            "DNS names and IP addresses that the control plane's own certificate is valid for, beside those of its Service."),
        webhook.map(
            "owner",
            "OWNER",
            Map.of(),
            "Labels of the ClusterRoles that own the webhook configurations, which the control plane then makes itself; without any, manifests bring them."),
        webhook.text(
            "clientCaFile",
            "CLIENT_CA_FILE",
            "",
            "File with the certificates, in PEM, of who signs the client certificate of the API server. When set, the admission server talks to nobody without such a certificate. A change is taken up within ten seconds."),
        webhook.list(
            "clientNames",
            "CLIENT_NAMES",
            List.of(),
            "Common names that the client certificate of the API server may have; none for any that clientCaFile has signed."),
        patches.flag(
            "fromPodNamespace",
            "FROM_POD_NAMESPACE",
            false,
            "Whether the annotation kuma.io/container-patches may also name ContainerPatches of the pod's own namespace; one of the same name in the system namespace wins."),
        patches
            .list(
                "forbiddenPaths",
                "FORBIDDEN_PATHS",
                List.of(
                    "/name",
                    "/image",
                    "/command",
                    "/securityContext",
                    "/volumeMounts",
                    "/volumeDevices"),
                "JSON pointers into a container that ContainerPatches of a pod's own namespace must not change, nor anything below them.")
            .checked(Check.pointers()));
  }

  private static List<Setting<?>> higumaInjector() {
    var injector = new SettingsSection("higuma.injector.", "HIGUMA_INJECTOR_");
    return List.of(
        injector.flag(
            "keepQosClass",
            "KEEP_QOS_CLASS",
            false,
            "Whether pods of class Guaranteed stay so, by requests of the added containers that equal their limits; the annotation higuma.io/keep-qos-class wins."),
        injector.flag(
            "restrictedSecurityContext",
            "RESTRICTED_SECURITY_CONTEXT",
            false,
            "Whether the sidecar and kuma-validation get what the Pod Security level restricted asks for in every namespace; with CNI they have it anyway where the namespace enforces that level."),
        injector.flag(
            "keepOriginal",
            "KEEP_ORIGINAL",
            false,
            "Whether pods keep a record of what injection changed, as with the annotation higuma.io/original, which wins over it."));
  }

  private static List<Setting<?>> higumaLog() {
    var log = new SettingsSection("higuma.log.", "HIGUMA_LOG_");
    return List.of(
        log.text(
                "format",
                "FORMAT",
                "text",
                "What the log looks like: lines for people, or an object of JSON in each line.")
            .checked(Check.oneOf("text", "json")),
        log.text(
                "level",
                "LEVEL",
                HigumaSettings.Log.USUAL_LEVEL,
                "From which level on Higuma's own lines are written; libraries write warnings and errors.")
            .checked(Check.oneOf("debug", "info", "warn", "error")));
  }
}
