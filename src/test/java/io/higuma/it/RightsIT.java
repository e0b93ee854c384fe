package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.GroupVersionForDiscovery;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What the control plane's account may do: asked of the API server for every resource that it
 * serves and every verb, in our namespace, in another one and in all. Beside what the Roles of
 * {@code deploy/} say, and what every account may, all is forbidden.
 */
@ExtendWith(LocalCluster.class)
class RightsIT {
  private static final String ACCOUNT = "system:serviceaccount:kuma-system:kuma-control-plane";
  private static final List<String> GROUPS =
      List.of(
          "system:serviceaccounts", "system:serviceaccounts:kuma-system", "system:authenticated");

  private static final String SYSTEM = "kuma-system";
  private static final List<String> VERBS =
      List.of(
          "get",
          "list",
          "watch",
          "create",
          "update",
          "patch",
          "delete",
          "deletecollection",
          "proxy");

  /** What no list of resources tells of: verbs and resources of their own. */
  private static final List<Right> SPECIAL =
      List.of(
          new Right("impersonate", "", "users", ""),
          new Right("impersonate", "", "groups", ""),
          new Right("impersonate", "", "serviceaccounts", SYSTEM),
          new Right("impersonate", "authentication.k8s.io", "userextras/scopes", ""),
          new Right("escalate", "rbac.authorization.k8s.io", "clusterroles", ""),
          new Right("escalate", "rbac.authorization.k8s.io", "roles", SYSTEM),
          new Right("bind", "rbac.authorization.k8s.io", "clusterroles", ""),
          new Right("bind", "rbac.authorization.k8s.io", "roles", SYSTEM),
          new Right("approve", "certificates.k8s.io", "signers", ""),
          new Right("sign", "certificates.k8s.io", "signers", ""),
          new Right("attest", "certificates.k8s.io", "signers", ""),
          new Right("use", "policy", "podsecuritypolicies", ""),
          new Right("use", "security.openshift.io", "securitycontextconstraints", ""),
          new Right("*", "*", "*", ""),
          new Right("*", "", "*", SYSTEM),
          new Right("get", "", "nodes/metrics", ""),
          new Right("get", "", "nodes/log", ""),
          new Right("create", "", "nodes/proxy", ""),
          new Right("get", "metrics.k8s.io", "pods", ""));

  private final Cluster cluster;

  RightsIT(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * One request.
   *
   * @param resource with its subresource: {@code pods/exec}
   * @param namespace empty for all, and for what is in none
   */
  private record Right(String verb, String group, String resource, String namespace) {
    @Override
    public String toString() {
      return "%s %s.%s in %s".formatted(verb, resource, group, namespace);
    }
  }

  @Test
  void nothingIsAllowedThatNoManifestGives() throws Exception {
    // Given
    List<Right> all = new ArrayList<>(SPECIAL);
    for (Resource resource : resources()) {
      for (String verb : VERBS) {
        all.add(new Right(verb, resource.group(), resource.name(), ""));
        if (resource.isNamespaced()) {
          all.add(new Right(verb, resource.group(), resource.name(), SYSTEM));
          all.add(new Right(verb, resource.group(), resource.name(), "default"));
        }
      }
    }
    List<PolicyRule> everywhere = rules("ClusterRole", "kuma-control-plane");
    List<PolicyRule> inSystem = rules("Role", "kuma-control-plane");
    var intended = new TreeSet<String>();
    for (Right right : all) {
      boolean isInSystem = right.namespace().equals(SYSTEM);
      if (isGiven(everywhere, right) || (isInSystem && isGiven(inSystem, right))) {
        intended.add(right.toString());
      }
    }
    // When
    var allowed = new TreeSet<String>();
    var ofEverybody = new TreeSet<String>();
    for (Right right : asked(all, ACCOUNT)) {
      allowed.add(right.toString());
    }
    for (Right right : asked(all, "system:serviceaccount:kuma-system:nobody")) {
      ofEverybody.add(right.toString());
    }
    // Then
    assertThat(all).as("requests that were asked about").hasSizeGreaterThan(2_000);
    assertThat(intended).hasSizeGreaterThan(100);
    allowed.removeAll(ofEverybody);
    intended.removeAll(ofEverybody);
    assertThat(allowed).isEqualTo(intended);
    assertThat(ofEverybody)
        .as("about oneself alone")
        .allMatch(right -> right.matches("create self\\w+\\.\\S+ in .*"));
  }

  @Test
  void noRuleOfTheManifestsHasAWildcardOrGivesMoreThanOneHas() {
    for (String kind : List.of("ClusterRole", "Role")) {
      for (PolicyRule rule : rules(kind, "kuma-control-plane")) {
        assertThat(rule.getVerbs())
            .doesNotContain("*", "escalate", "bind", "impersonate", "deletecollection");
        assertThat(rule.getResources()).doesNotContain("*").noneMatch(name -> name.contains("*/"));
        assertThat(rule.getApiGroups()).doesNotContain("*", "rbac.authorization.k8s.io");
        assertThat(rule.getNonResourceURLs()).isEmpty();
      }
    }
  }

  /**
   * Whether a rule gives it for all objects. Rules with names of objects do not: they are tried by
   * name in {@link OperatorIT}.
   */
  private static boolean isGiven(List<PolicyRule> rules, Right right) {
    return rules.stream()
        .anyMatch(rule ->
            rule.getResourceNames().isEmpty()
                && rule.getApiGroups().contains(right.group())
                && rule.getResources().contains(right.resource())
                && rule.getVerbs().contains(right.verb()));
  }

  /** A kind of the API, or a subresource. */
  private record Resource(String group, String name, boolean isNamespaced) {}

  private Set<Resource> resources() {
    var client = cluster.client();
    var found = new LinkedHashSet<Resource>();
    add(found, "", client.getApiResources("v1").getResources());
    for (APIGroup group : client.getApiGroups().getGroups()) {
      for (GroupVersionForDiscovery version : group.getVersions()) {
        add(
            found,
            group.getName(),
            client.getApiResources(version.getGroupVersion()).getResources());
      }
    }
    return found;
  }

  private static void add(Set<Resource> found, String group, List<APIResource> resources) {
    for (APIResource one : resources) {
      found.add(new Resource(group, one.getName(), one.getNamespaced()));
    }
  }

  /** Those that are allowed. */
  private List<Right> asked(List<Right> rights, String user) throws Exception {
    try (var workers = Executors.newFixedThreadPool(8)) {
      List<Callable<Boolean>> questions =
          rights.stream().map(right -> (Callable<Boolean>) () -> isAllowed(right, user)).toList();
      List<Future<Boolean>> answers = workers.invokeAll(questions);
      var allowed = new ArrayList<Right>();
      for (int i = 0; i < answers.size(); i++) {
        if (answer(answers.get(i))) {
          allowed.add(rights.get(i));
        }
      }
      return allowed;
    }
  }

  private static boolean answer(Future<Boolean> answer) throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private boolean isAllowed(Right right, String user) {
    String[] parts = right.resource().split("/", 2);
    SubjectAccessReview question =
        new SubjectAccessReviewBuilder()
            .withNewSpec()
            .withUser(user)
            .withGroups(GROUPS)
            .withNewResourceAttributes()
            .withVerb(right.verb())
            .withGroup(right.group())
            .withResource(parts[0])
            .withSubresource(parts.length > 1 ? parts[1] : null)
            .withNamespace(right.namespace().isEmpty() ? null : right.namespace())
            .endResourceAttributes()
            .endSpec()
            .build();
    return Boolean.TRUE.equals(
        cluster.client().resource(question).create().getStatus().getAllowed());
  }

  /** The rules of our roles of this kind, as {@code deploy/} was applied. */
  private List<PolicyRule> rules(String kind, String prefix) {
    var rules = new ArrayList<PolicyRule>();
    var rbac = cluster.client().rbac();
    if (kind.equals("Role")) {
      rules.addAll(rbac.roles().inNamespace(SYSTEM).withName(prefix).require().getRules());
      return rules;
    }
    rbac.clusterRoles().list().getItems().stream()
        .filter(role -> role.getMetadata().getName().startsWith(prefix))
        .forEach(role -> rules.addAll(role.getRules()));
    return rules;
  }
}
