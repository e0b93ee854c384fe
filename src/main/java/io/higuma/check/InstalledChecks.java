package io.higuma.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.certs.PemCertificates;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.explain.ApiObjects.Answer;
import io.higuma.explain.ApiObjects.UnreachableException;
import io.higuma.explain.LiveCluster;
import io.higuma.inject.InjectionPolicy;
import io.higuma.inject.NamespaceMetadata;
import io.higuma.inject.OfflineCluster;
import io.higuma.mesh.SecretNames;
import io.higuma.metadata.Labels;
import io.higuma.resource.ResourceKind;
import io.higuma.resource.ResourceKind.Role;
import io.higuma.takeover.OtherControlPlanes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads, once, what the checks of an installed control plane need. */
final class InstalledChecks {
  /** What is served, and by which authorities. Of keys nothing is kept. */
  private record Served(Known<Optional<String>> certificate, Known<Optional<String>> authorities) {}

  private static final String SECRET = "kuma-tls-cert";
  private static final String RENEW =
      "kubectl logs -n %s deployment/" + Packaged.NAME + "; it renews them long before";
  private static final int MOST_MESHES = 50;

  private final ClusterQuestions api;
  private final ClusterReader reader;
  private final String namespace;
  private final Instant now;

  InstalledChecks(ClusterQuestions api, String namespace, Instant now) {
    this.api = api;
    this.namespace = namespace;
    this.now = now;
    reader = new ClusterReader(api);
  }

  List<Check> all() {
    var checks = new ArrayList<Check>();
    var settings =
        new SettingsCheck(new LiveCluster(api, namespace).controlPlane(Optional.empty()));
    Known<List<ObjectNode>> namespaces = reader.list(Paths.NAMESPACES);
    var meshes = new ArrayList<ObjectNode>();
    ConditionCheck meshCheck = meshes(meshes);
    Served served = served();

    checks.add(controlPlane());
    checks.add(settings);
    checks.add(rights());
    checks.add(call(namespaces.or(List.of())));
    checks.addAll(webhooks(served));
    checks.addAll(certificates(served, meshes));
    checks.add(others());
    checks.add(meshCheck);
    checks.add(policies());
    checks.add(versions());
    checks.add(pods(settings.config(), namespaces.or(List.of()), meshes, served));
    return checks;
  }

  private ControlPlaneCheck controlPlane() {
    return new ControlPlaneCheck(
        namespace,
        reader.one(Paths.group("apps/v1", namespace, "deployments/" + Packaged.NAME)),
        reader.list(Paths.core(namespace, "pods?labelSelector=app%3D" + Packaged.NAME)),
        reader.one(Paths.core(namespace, "services/" + Packaged.NAME)),
        reader.list(
            Paths.group(
                "discovery.k8s.io/v1",
                namespace,
                "endpointslices?labelSelector=kubernetes.io%2Fservice-name%3D" + Packaged.NAME)));
  }

  private RightsCheck rights() {
    List<Right> wanted = Right.of(Packaged.rights(namespace));
    return new RightsCheck(
        "rights",
        "ServiceAccount %s/%s".formatted(namespace, Packaged.NAME),
        wanted,
        api.post(
            Paths.REVIEWS + "subjectaccessreviews",
            wanted.stream().map(right -> right.review(Packaged.NAME, namespace)).toList()),
        "kubectl apply -f deploy/webhook/01-rbac.yaml");
  }

  private List<Check> webhooks(Served served) {
    var checks = new ArrayList<Check>();
    var bundles = new LinkedHashMap<String, String>();
    for (ObjectNode wanted : Packaged.webhooks(namespace)) {
      String name = Words.name(wanted);
      Known<Optional<ObjectNode>> stored =
          reader.one(Paths.configuration(wanted.path("kind").asText(), name));
      checks.add(
          new WebhookCheck(namespace, wanted, stored, served.certificate().or(Optional.empty())));
      stored
          .or(Optional.empty())
          .ifPresent(found ->
              found
                  .path("webhooks")
                  .forEach(webhook -> {
                    String bundle = WebhookCheck.bundle(webhook);
                    if (!bundle.isEmpty()) {
                      bundles.putIfAbsent(bundle, name);
                    }
                  }));
    }
    bundles.forEach((bundle, name) ->
        checks.add(
            certificate(
                "the authority in caBundle of " + name,
                new Known.Value<>(Optional.of(bundle)),
                CertificateCheck.Part.LAST)));
    return checks;
  }

  private Check call(List<ObjectNode> namespaces) {
    String where = TrialNamespace.among(namespaces, namespace);
    try {
      Answer answer =
          api.post(WebhookCallCheck.PATH.formatted(where), List.of(WebhookCallCheck.trial()))
              .getFirst();
      return new WebhookCallCheck(where, answer);
    } catch (UnreachableException e) {
      // The webhook may take longer than we have patience for.
      return new WebhookCallCheck(where, new Answer.Denied(String.valueOf(e.getMessage())));
    }
  }

  private Served served() {
    Known<Optional<ObjectNode>> secret = reader.one(Paths.core(namespace, "secrets/" + SECRET));
    return new Served(
        secret.map(found -> found.map(one -> decoded(one, "tls.crt"))),
        secret.map(found -> found.map(one -> decoded(one, "ca.crt"))));
  }

  private static String decoded(ObjectNode secret, String key) {
    try {
      return new String(
          Base64.getDecoder().decode(secret.path("data").path(key).asText("")),
          StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private List<Check> certificates(Served served, List<ObjectNode> meshes) {
    var checks = new ArrayList<Check>();
    if (served.certificate().equals(new Known.Value<>(Optional.empty()))) {
      checks.add(() ->
          List.of(
              Finding.skipped(
                  "certificates",
                  "the certificate that is served is not known",
                  "there is no Secret %s: it was not made yet, or comes from a folder"
                      .formatted(SECRET))));
    }
    checks.add(
        certificate(
            "the certificate that is served", served.certificate(), CertificateCheck.Part.FIRST));
    checks.add(
        certificate(
            "the authority of the certificate that is served",
            served.authorities(),
            CertificateCheck.Part.LAST));
    meshes.stream().limit(MOST_MESHES).forEach(mesh -> authority(mesh).ifPresent(checks::add));
    return checks;
  }

  /** The one that signs certificates of sidecars now, where the control plane made it. */
  private Optional<Check> authority(ObjectNode mesh) {
    JsonNode mtls = mesh.path("spec").path("mtls");
    String enabled = mtls.path("enabledBackend").asText("");
    String name = Words.name(mesh);
    return mtls.path("backends")
        .valueStream()
        .filter(backend -> backend.path("name").asText().equals(enabled))
        .filter(backend -> backend.path("type").asText().equals("builtin"))
        .findFirst()
        .map(backend -> SecretNames.builtinCertificate(name, enabled))
        .map(secret ->
            new CertificateCheck(
                "the authority %s of Mesh %s".formatted(enabled, name),
                reader
                    .one(Paths.core(namespace, "secrets/" + secret))
                    .map(found -> found.map(one -> decoded(one, SecretNames.VALUE))),
                CertificateCheck.Part.LAST,
                "add another backend to the Mesh, and make it enabledBackend: docs/mesh.md",
                now));
  }

  private CertificateCheck certificate(
      String what, Known<Optional<String>> pem, CertificateCheck.Part part) {
    return new CertificateCheck(what, pem, part, RENEW.formatted(namespace), now);
  }

  private OthersCheck others() {
    var configurations = new ArrayList<ObjectNode>();
    Known<?> mutating =
        reader.each(Paths.ADMISSION + "/mutatingwebhookconfigurations", configurations::add);
    Known<?> validating =
        reader.each(Paths.ADMISSION + "/validatingwebhookconfigurations", configurations::add);
    Known<List<ObjectNode>> known = new Known.Value<>(configurations);
    for (Known<?> one : List.of(mutating, validating)) {
      if (one instanceof Known.Denied<?>(var why)) {
        known = new Known.Denied<>(why);
      }
    }
    return new OthersCheck(
        namespace,
        known,
        Packaged.webhooks(namespace),
        reader.one(
            Paths.group("coordination.k8s.io/v1", namespace, "leases/" + OtherControlPlanes.LEASE)),
        reader.list(
            "/api/v1/pods?labelSelector=app%3D"
                + OtherControlPlanes.APP
                + "&fieldSelector=status.phase%3DRunning"),
        now);
  }

  private ConditionCheck meshes(List<ObjectNode> meshes) {
    var check = new ConditionCheck("meshes");
    check.extent(
        "Mesh",
        reader.each(
            Paths.KUMA + ResourceKind.MESH.plural(),
            mesh -> {
              meshes.add(mesh);
              check.add("Mesh", ResourceKind.MESH.plural(), mesh);
            }));
    return check;
  }

  private ConditionCheck policies() {
    var check = new ConditionCheck("policies");
    for (ResourceKind kind : ResourceKind.values()) {
      if (kind.role() == Role.POLICY) {
        check.extent(
            kind.kind(),
            reader.each(
                Paths.KUMA + kind.plural(),
                policy -> check.add(kind.kind(), kind.plural(), policy)));
      }
    }
    return check;
  }

  private SidecarVersionCheck versions() {
    var check = new SidecarVersionCheck();
    check.extent(reader.each(Paths.KUMA + ResourceKind.DATAPLANE_INSIGHT.plural(), check::add));
    return check;
  }

  private PodCheck pods(
      ControlPlaneConfig config,
      List<ObjectNode> namespaces,
      List<ObjectNode> meshes,
      Served served) {
    var around = new ArrayList<ObjectNode>();
    var metadata = new TreeMap<String, NamespaceMetadata>();
    for (ObjectNode one : namespaces) {
      around.add(one.deepCopy().put("apiVersion", "v1").put("kind", "Namespace"));
      metadata.put(
          Words.name(one),
          new NamespaceMetadata(
              texts(one.path("metadata").path("labels")),
              texts(one.path("metadata").path("annotations"))));
    }
    meshes.forEach(mesh ->
        around.add(mesh.deepCopy().put("apiVersion", "kuma.io/v1alpha1").put("kind", "Mesh")));
    var check =
        new PodCheck(
            new InjectionPolicy(
                config.injector(), namespace, new OfflineCluster(around, namespace)),
            metadata,
            served.certificate().or(Optional.empty()).flatMap(InstalledChecks::certificates),
            now);
    check.extent(reader.each("/api/v1/pods", check::add));
    return check;
  }

  private static Optional<PemCertificates> certificates(String pem) {
    try {
      return Optional.of(PemCertificates.of(pem));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // Another check says so.
    }
  }

  private static Map<String, String> texts(JsonNode values) {
    var texts = new TreeMap<String, String>();
    values.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText("")));
    return texts;
  }

  /** Where a pod is created on trial. */
  private static final class TrialNamespace {
    private static final String USUAL = "default";

    private TrialNamespace() {}

    /** One whose pods are injected, and that refuses no pod for its sidecar's rights. */
    static String among(List<ObjectNode> namespaces, String systemNamespace) {
      return namespaces.stream()
          .filter(one -> !one.path("metadata").has("deletionTimestamp"))
          .filter(one -> !Words.name(one).equals(systemNamespace))
          .filter(one -> label(one, Labels.SIDECAR_INJECTION.name()).matches("enabled|true"))
          .filter(one -> label(one, Labels.POD_SECURITY_ENFORCE.name()).matches("|privileged"))
          .map(Words::name)
          .findFirst()
          .orElse(USUAL);
    }

    private static String label(ObjectNode namespace, String key) {
      return namespace.path("metadata").path("labels").path(key).asText("");
    }
  }
}
