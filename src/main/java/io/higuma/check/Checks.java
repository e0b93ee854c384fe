package io.higuma.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what checks need, and has them made. */
public record Checks(ClusterQuestions api, String namespace) {
  /** A kind of deploy/, as rights name it. */
  private record Kind(String group, String plural) {}

  private static final String RBAC_GROUP = "rbac.authorization.k8s.io";

  /** What {@code kubectl apply -k deploy} makes in the whole cluster. */
  private static final List<Kind> OF_CLUSTER =
      List.of(
          new Kind("", "namespaces"),
          new Kind("apiextensions.k8s.io", "customresourcedefinitions"),
          new Kind(RBAC_GROUP, "clusterroles"),
          new Kind(RBAC_GROUP, "clusterrolebindings"),
          new Kind("admissionregistration.k8s.io", "mutatingwebhookconfigurations"),
          new Kind("admissionregistration.k8s.io", "validatingwebhookconfigurations"),
          new Kind("scheduling.k8s.io", "priorityclasses"));

  /** The same in the system namespace. */
  private static final List<Kind> OF_NAMESPACE =
      List.of(
          new Kind("", "serviceaccounts"),
          new Kind("", "services"),
          new Kind("", "configmaps"),
          new Kind("apps", "deployments"),
          new Kind("networking.k8s.io", "networkpolicies"),
          new Kind("policy", "poddisruptionbudgets"),
          new Kind(RBAC_GROUP, "roles"),
          new Kind(RBAC_GROUP, "rolebindings"));

  private static final List<String> VERBS = List.of("get", "create", "patch");

  /**
   * Whether Higuma can be installed.
   *
   * @throws io.higuma.explain.ApiObjects.UnreachableException if the API server can't be asked
   */
  public CheckReport before() {
    var findings = new ArrayList<Finding>(server().findings());
    findings.addAll(rightsToInstall());
    findings.addAll(existing().findings());
    findings.addAll(crdsBefore());
    return CheckReport.of(findings);
  }

  /**
   * Whether an installed one is as it should be.
   *
   * @throws io.higuma.explain.ApiObjects.UnreachableException if the API server can't be asked
   */
  public CheckReport installed(Instant now) {
    var findings = new ArrayList<Finding>(server().findings());
    findings.addAll(new CrdCheck(crds(), Packaged.crds()).findings());
    new InstalledChecks(api, namespace, now)
        .all()
        .forEach(check -> findings.addAll(check.findings()));
    return CheckReport.of(findings);
  }

  private ServerCheck server() {
    var groups = new LinkedHashMap<String, Known<Optional<ObjectNode>>>();
    for (String group : List.of("apiextensions.k8s.io/v1", "admissionregistration.k8s.io/v1")) {
      groups.put(group, reader().one("/apis/" + group));
    }
    return new ServerCheck(reader().one("/version"), groups);
  }

  /** Schemas are large, so pages are small, and what is others' is dropped at once. */
  private Known<List<ObjectNode>> crds() {
    var ours = new ArrayList<ObjectNode>();
    return reader()
        .each(
            Paths.CRDS,
            100,
            50,
            crd -> {
              if (crd.path("spec").path("group").asText().equals(CrdCheck.GROUP)) {
                ours.add(crd);
              }
            })
        .map(extent -> ours);
  }

  /** That none are there is as it should be. */
  private List<Finding> crdsBefore() {
    Known<List<ObjectNode>> stored = crds();
    if (stored instanceof Known.Value<List<ObjectNode>>(var found) && found.isEmpty()) {
      return List.of(Finding.ok(CrdCheck.CHECK, "none are there yet"));
    }
    return new CrdCheck(stored, Packaged.crds())
        .findings().stream()
            .map(finding ->
                finding.cure().startsWith("kubectl apply")
                    ? Finding.warning(CrdCheck.CHECK, finding.message(), "installing applies them")
                    : finding)
            .toList();
  }

  /** A role may be given only by who has its rights, or the right to escalate. */
  private List<Finding> rightsToInstall() {
    var wanted = new ArrayList<Right>();
    for (String verb : VERBS) {
      OF_CLUSTER.forEach(kind -> wanted.add(new Right(kind.group(), kind.plural(), verb, "", "")));
      OF_NAMESPACE.forEach(
          kind -> wanted.add(new Right(kind.group(), kind.plural(), verb, namespace, "")));
    }
    var findings =
        new ArrayList<Finding>(
            own("rights", "you", wanted, "ask an administrator of the cluster").findings());
    List<Right> escalation =
        List.of("escalate", "bind").stream()
            .map(verb -> new Right(RBAC_GROUP, "clusterroles", verb, "", ""))
            .toList();
    RightsCheck escalate = own("rights", "you", escalation, "");
    if (!escalate.missing().isEmpty()) {
      findings.addAll(
          own(
                  "rights-to-give",
                  "you (who may not escalate clusterroles, and so can give only rights that you"
                      + " have)",
                  Right.of(Packaged.rights(namespace)),
                  "ask an administrator of the cluster to apply deploy/webhook/01-rbac.yaml")
              .findings());
    }
    return findings;
  }

  private RightsCheck own(String check, String who, List<Right> wanted, String cure) {
    return new RightsCheck(
        check,
        who,
        wanted,
        api.post(
            Paths.REVIEWS + "selfsubjectaccessreviews",
            wanted.stream().map(Right::ownReview).toList()),
        cure);
  }

  private ExistingCheck existing() {
    var objects = new LinkedHashMap<String, Known<Optional<ObjectNode>>>();
    var paths = new LinkedHashMap<String, String>();
    paths.put("Deployment", Paths.group("apps/v1", namespace, "deployments/" + Packaged.NAME));
    paths.put("Service", Paths.core(namespace, "services/" + Packaged.NAME));
    paths.put("ClusterRole", Paths.RBAC + "/clusterroles/" + Packaged.NAME);
    for (Map.Entry<String, String> path : paths.entrySet()) {
      objects.put(path.getKey() + " " + Packaged.NAME, reader().one(path.getValue()));
    }
    for (ObjectNode webhooks : Packaged.webhooks(namespace)) {
      String kind = webhooks.path("kind").asText();
      String name = Words.name(webhooks);
      objects.put(kind + " " + name, reader().one(Paths.configuration(kind, name)));
    }
    return new ExistingCheck(namespace, reader().one(Paths.NAMESPACES + "/" + namespace), objects);
  }

  private ClusterReader reader() {
    return new ClusterReader(api);
  }
}
