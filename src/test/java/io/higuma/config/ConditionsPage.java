package io.higuma.config;

import io.higuma.api.v1alpha1.ContainerPatchStatus;
import io.higuma.api.v1alpha1.MeshStatus;
import io.higuma.cluster.TakeoverWatch;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Prints the conditions and Events of Higuma as Markdown; tests hold the code to it. */
final class ConditionsPage {
  private static final String NOTHING = "–";

  /** One answer of a condition. */
  record ConditionRow(
      String kind, String type, String status, String reason, String meaning, String cure) {}

  /** One kind of Event. */
  record EventRow(
      String object, String component, String type, String reason, String meaning, String cure) {}

  private static final String MESH_SERVICES =
      "MeshService, MeshExternalService, MeshMultiZoneService (`status.hostnameGenerators`)";
  private static final String DATAPLANES = "k8s.kuma.io/dataplane-generator";
  private static final String SERVICES = "k8s.kuma.io/mesh-service-generator";
  private static final String INJECTOR = "higuma.io/injector";
  private static final String MESH = "higuma.io/mesh";

  static final List<ConditionRow> CONDITIONS =
      List.of(
          mesh(MeshStatus.READY, "True", "Ready", "it has all that it asks for", NOTHING),
          mesh(
              MeshStatus.READY,
              "False",
              "Malformed",
              "a field has a wrong type: nothing of the spec counts. Else the reason is that of the first part that is wrong",
              "mend the field that the message names"),
          mesh(
              MeshStatus.CERTIFICATE_AUTHORITY,
              "True",
              "Builtin",
              "it signs by an authority of the control plane, until the time in the message",
              NOTHING),
          mesh(
              MeshStatus.CERTIFICATE_AUTHORITY,
              "True",
              "Provided",
              "it signs by an authority of yours, until the time in the message",
              NOTHING),
          mesh(
              MeshStatus.CERTIFICATE_AUTHORITY,
              "False",
              "Unusable",
              "certificate or key can't sign, or can't be found",
              "the message names each field or Secret"),
          mesh(
              MeshStatus.CERTIFICATE_AUTHORITY,
              "False",
              "KeyMissing",
              "the Secret of a builtin key is gone",
              "restore it, or delete the certificate's too"),
          mesh(
              MeshStatus.CERTIFICATE_AUTHORITY,
              "False",
              "Expired",
              "its time is over, or has not come",
              "provide another; delete both Secrets of a builtin one"),
          mesh(
              MeshStatus.CERTIFICATE_AUTHORITY,
              "False",
              "NotCreated",
              "its Secrets are not there yet",
              "wait; another object may have the name of its Secret"),
          mesh(
              MeshStatus.CERTIFICATE_AUTHORITY,
              "False",
              "Refused",
              "the API server refused what it needs",
              "the message has the API server's answer"),
          mesh(
              MeshStatus.CERTIFICATE_AUTHORITY,
              "False",
              "UnknownType",
              "`type` of the backend is neither `builtin` nor `provided`",
              "use one of these"),
          mesh(
              MeshStatus.DEFAULT_POLICIES,
              "True",
              "Created",
              "they were made once",
              "those that you delete or change stay so"),
          mesh(
              MeshStatus.DEFAULT_POLICIES,
              "True",
              "Skipped",
              "`skipCreatingInitialPolicies` wants none",
              NOTHING),
          mesh(
              MeshStatus.DEFAULT_POLICIES,
              "False",
              "NotCreated",
              "the API server refused one",
              "the message has its answer; tried again every 30 seconds"),
          mesh(
              MeshStatus.SIDECARS_UP_TO_DATE,
              "True",
              "UpToDate",
              "no sidecar that Higuma injected would come out differently today",
              NOTHING),
          mesh(
              MeshStatus.SIDECARS_UP_TO_DATE,
              "False",
              "Stale",
              "pods have an old sidecar; `Ready` does not depend on it",
              "`higuma stale -A` lists them, with the command that renews them"),
          patch(ContainerPatchStatus.VALID, "True", "WellFormed", "it can be read", NOTHING),
          patch(
              ContainerPatchStatus.VALID,
              "False",
              "Malformed",
              "an operation can't be read; pods that name the patch are refused",
              "mend what the message names"),
          patch(
              ContainerPatchStatus.VALID,
              "False",
              "Forbidden",
              "outside the system namespace it changes what the platform keeps",
              "`higuma.containerPatches.forbiddenPaths` lists the paths"),
          patch(
              ContainerPatchStatus.APPLICABLE,
              "True",
              "Applicable",
              "the default containers take it, and so do the pods that use it",
              NOTHING),
          patch(
              ContainerPatchStatus.APPLICABLE,
              "False",
              "PodsRefused",
              "pods that use it would be refused if they were created now",
              "`status.usedBy.failure` has one, with the mistake"),
          patch(
              ContainerPatchStatus.APPLICABLE,
              "False",
              "DefaultContainersRefuse",
              "pods with the default containers would be refused",
              "fine, if only special pods name it"),
          patch(ContainerPatchStatus.APPLICABLE, "Unknown", "NotTried", "it is not valid", NOTHING),
          new ConditionRow(
              MESH_SERVICES, "Generated", "True", "Generated", "it has the host name", NOTHING),
          new ConditionRow(
              MESH_SERVICES,
              "Generated",
              "False",
              "TemplateError",
              "the template of the HostnameGenerator does not fit it",
              "mend the template, or the label that it asks for"),
          new ConditionRow(
              MESH_SERVICES,
              "Generated",
              "False",
              "Collision",
              "another service has the host name",
              "the message names it; change one of the templates or names"),
          new ConditionRow(
              "MeshMultiZoneService",
              "MeshServicesMatched",
              "True",
              "MatchesFound",
              "`status.meshServices` lists them",
              NOTHING),
          new ConditionRow(
              "MeshMultiZoneService",
              "MeshServicesMatched",
              "False",
              "NoMatchesFound",
              "no MeshService of its mesh has the labels",
              "compare `spec.selector` with the labels of the MeshServices"),
          policy("Accepted", "True", "Accepted", "proxies are configured by it", NOTHING),
          policy(
              "Accepted",
              "False",
              "UnknownTarget",
              "`spec.targetRef.kind` is none that a policy can point at: it selects nothing",
              "one of [these](../policies/README.md#which-proxies-a-policy-is-for)"),
          policy(
              "Programmed",
              "True",
              "Programmed",
              "every connected sidecar that it selects has it as it is now",
              NOTHING),
          policy(
              "Programmed",
              "False",
              "Pending",
              "some have not answered yet",
              "wait; see [Debugging](../debugging.md#a-sidecar-refuses-a-policy)"),
          policy(
              "Programmed",
              "False",
              "Refused",
              "Envoy rejected a configuration with it, and keeps what it had",
              "`status.proxies.refusals` has Envoy's words"),
          policy(
              "Programmed",
              "Unknown",
              "NoProxies",
              "no connected sidecar is selected",
              "compare `spec.targetRef` with the labels of the Dataplanes"),
          policy(
              "Programmed",
              "Unknown",
              "Shadow",
              "the label `kuma.io/effect` is `shadow`: no sidecar is given it",
              "take the label away"),
          identity(
              "SpiffeIDProvider", "True", "SpiffeIDProvider", "it gives a trust domain", NOTHING),
          identity(
              "SpiffeIDProvider",
              "False",
              "Failure",
              "`spec.spiffeID.trustDomain` gives none",
              "use `{{ .Mesh }}`, `{{ .Zone }}`, lower case letters, digits, `.`, `-` and `_`"),
          identity("Provider", "True", "Provider", "its authority can sign", NOTHING),
          identity(
              "Provider",
              "False",
              "Failure",
              "its authority can't be read, or can't sign",
              "the message names the field or Secret"),
          identity(
              "MeshTrustCreated",
              "True",
              "MeshTrustCreated",
              "there is a MeshTrust of its authority, or you make one",
              NOTHING),
          identity(
              "MeshTrustCreated",
              "False",
              "Failure",
              "a MeshTrust of its name is of another mesh or trust domain",
              "make a MeshIdentity of another name"),
          identity("Ready", "True", "Ready", "data planes get certificates", NOTHING),
          identity(
              "Ready",
              "False",
              "Failure",
              "one of the others is False, or the mesh is not in mode Exclusive",
              "what the message says"),
          identity(
              "Ready",
              "False",
              "PartiallyReady",
              "there is no `spec.provider`: data planes have SPIFFE ids, and no certificates",
              "name a provider, if they should have some"),
          identity(
              "higuma.io/Issued",
              "True",
              "Issued",
              "data planes got its certificates: whatever becomes of `Ready`, they do not go on without",
              NOTHING),
          gateway(
              "True",
              "Ready",
              "its Deployment is available and its Service has an address",
              NOTHING),
          gateway(
              "False",
              "DeploymentNotAvailable",
              "pods are missing or not ready, or there is no Deployment",
              "the message says what stands in the way; else `kubectl describe deployment`"),
          gateway(
              "False",
              "LoadBalancerAddressNotReady",
              "its Service has no address yet, or there is no Service",
              "the message says what stands in the way; else ask who gives out load balancers"),
          gateway(
              "False",
              "NoGatewayMatched",
              "no MeshGateway of its mesh fits its tags; Service and Deployment stay as they are",
              "compare `spec.tags` with `spec.selectors` of the MeshGateway"));

  static final List<EventRow> EVENTS =
      List.of(
          injector("Normal", "SidecarInjected", "pods got a sidecar", NOTHING),
          injector(
              "Warning",
              "SidecarRefused",
              "pods are refused",
              "the message names the field and the cure"),
          injector(
              "Warning",
              "SidecarSkipped",
              "pods ask for a sidecar and can't have one",
              "see [Reasons](reasons.md#skipped)"),
          injector(
              "Warning",
              "InjectionNotice",
              "something is odd about pods that are stored",
              "see [Reasons](reasons.md#notices)"),
          new EventRow(
              "Namespace",
              DATAPLANES,
              "Warning",
              "InvalidInjectionAnnotation",
              "its annotation `kuma.io/sidecar-injection` can't be read",
              "`enabled` or `disabled`"),
          new EventRow(
              "Pod",
              DATAPLANES,
              "Normal",
              "CreatedKumaDataplane",
              "it has a Dataplane; as a zone proxy, a ZoneIngress or ZoneEgress",
              NOTHING),
          new EventRow(
              "Pod",
              DATAPLANES,
              "Normal",
              "UpdatedKumaDataplane",
              "its Dataplane was changed",
              NOTHING),
          new EventRow(
              "Pod",
              DATAPLANES,
              "Warning",
              "FailedToGenerateKumaDataplane",
              "its Dataplane can't be made, or may not be in the mesh",
              "the message names the annotation, Service or constraint"),
          new EventRow(
              "Pod",
              DATAPLANES,
              "Warning",
              "ZoneProxyListenersSkipped",
              "Services name it as a zone proxy in a mesh that is not in mode Exclusive",
              "set `meshServices.mode: Exclusive`"),
          new EventRow(
              "Pod",
              "higuma.io/job",
              "Warning",
              "SidecarNotEnded",
              "its work is done, and its sidecar could not be asked to end",
              "`kubectl delete pod`; native sidecars (`experimental.sidecarContainers`) end by themselves"),
          new EventRow(
              "Pod",
              "higuma.io/job",
              "Warning",
              "SidecarNotEnded",
              "its work is done, and its sidecar could not be asked to end",
              "[pods that have done their work](../dataplanes.md#jobs)"),
          new EventRow(
              "Service", SERVICES, "Normal", "CreatedMeshService", "it has a MeshService", NOTHING),
          new EventRow(
              "Service",
              SERVICES,
              "Normal",
              "UpdatedMeshService",
              "its MeshService was changed",
              NOTHING),
          new EventRow(
              "Service",
              SERVICES,
              "Normal",
              "IgnoredUnsupportedPort",
              "ports are left out of its MeshService: a mesh serves TCP only",
              NOTHING),
          new EventRow(
              "Service",
              SERVICES,
              "Warning",
              "FailedToGenerateMeshService",
              "another MeshService has its name, or its namespace has a label that can't be read",
              "the message names it"),
          new EventRow(
              "Namespace",
              "k8s.kuma.io/workload-generator",
              "Warning",
              "MultipleMeshesDetected",
              "Dataplanes of one Workload are in several meshes",
              "bring its pods into one mesh"),
          new EventRow(
              "Service",
              "k8s.kuma.io/mesh-zone-address-generator",
              "Warning",
              "NoPublicAddress",
              "other zones can't reach the zone ingress behind it",
              "an external IP, a load balancer, or a node port"),
          new EventRow(
              "MeshGatewayInstance",
              "higuma.io/gateway",
              "Warning",
              "FailedToGenerateGateway",
              "its Service or Deployment can't be as it has to",
              "the message names the field, the object in the way, or the API server's answer"),
          new EventRow(
              "Mesh",
              MESH,
              "Normal",
              "CreatedMeshDefaults",
              "default policies or the signing key were made",
              NOTHING),
          new EventRow(
              "Mesh",
              MESH,
              "Normal",
              "CreatedCertificateAuthority",
              "a builtin authority was made",
              NOTHING),
          new EventRow(
              "Mesh",
              MESH,
              "Warning",
              "CertificateAuthorityUnusable",
              "the condition `CertificateAuthority` became False, or says something else",
              "see the condition"),
          new EventRow(
              "Mesh",
              MESH,
              "Warning",
              "MeshDefaultsNotCreated",
              "the same of `DefaultPolicies`",
              "see the condition"),
          new EventRow(
              "Mesh", MESH, "Warning", "MalformedMesh", "its spec can't be read", "mend the field"),
          new EventRow(
              "the control plane's Pod",
              "higuma.io/control-plane",
              "Warning",
              TakeoverWatch.REASON,
              "another control plane works on this cluster",
              "[one of two has to go](../operate.md#another-control-plane)"));

  private static final String INTRODUCTION =
      """
      # Conditions and Events

      <!-- Made by the build: mvn test -Dtest=ReferenceDocsTest -Dhiguma.golden=rewrite -->

      What Higuma says on objects. A reason never changes, so that it can be searched for. The Event of a refused or injected pod is on what made
      the pod, and its message begins with a [reason](reasons.md).

      ## Conditions

      | Kind | Condition | Status | Reason | Means | What to do |
      |---|---|---|---|---|---|
      """;

  private static final String EVENTS_BEGIN =
      """

      ## Events

      | On | Reason | Type | Component | Means | What to do |
      |---|---|---|---|---|---|
      """;

  private ConditionsPage() {}

  private static ConditionRow mesh(
      String type, String status, String reason, String meaning, String cure) {
    return new ConditionRow("Mesh", type, status, reason, meaning, cure);
  }

  private static ConditionRow patch(
      String type, String status, String reason, String meaning, String cure) {
    return new ConditionRow("ContainerPatch", type, status, reason, meaning, cure);
  }

  private static ConditionRow identity(
      String type, String status, String reason, String meaning, String cure) {
    return new ConditionRow("MeshIdentity", type, status, reason, meaning, cure);
  }

  private static ConditionRow gateway(String status, String reason, String meaning, String cure) {
    return new ConditionRow("MeshGatewayInstance", "Ready", status, reason, meaning, cure);
  }

  private static ConditionRow policy(
      String type, String status, String reason, String meaning, String cure) {
    return new ConditionRow(
        "[policies](../policies/README.md#status) that have an effect",
        type,
        status,
        reason,
        meaning,
        cure);
  }

  private static EventRow injector(String type, String reason, String meaning, String cure) {
    return new EventRow("controller of the pod", INJECTOR, type, reason, meaning, cure);
  }

  static String print() {
    return INTRODUCTION
        + CONDITIONS.stream()
            .map(one ->
                row(
                    one.kind(),
                    code(one.type()),
                    one.status(),
                    code(one.reason()),
                    one.meaning(),
                    one.cure()))
            .collect(Collectors.joining())
        + EVENTS_BEGIN
        + EVENTS.stream()
            .map(one ->
                row(
                    one.object(),
                    code(one.reason()),
                    one.type(),
                    code(one.component()),
                    one.meaning(),
                    one.cure()))
            .collect(Collectors.joining());
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  private static String row(String... cells) {
    return Stream.of(cells)
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
